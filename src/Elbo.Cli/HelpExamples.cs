using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Elbo.Cli;

/// <summary>Help pages end with examples that can be copied.</summary>
internal static class HelpExamples
{
    private static readonly ConditionalWeakTable<Command, string[]> Examples = [];

    /// <summary>Adds examples to a verb's help page.</summary>
    public static Command WithExamples(this Command command, params string[] examples)
    {
        Examples.AddOrUpdate(command, examples);
        return command;
    }

    /// <summary>Makes the help option print them, and a command without a verb (<c>elbo</c>, <c>elbo data</c>) ask for help.</summary>
    public static void Install(Command root)
    {
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction standard } help)
            {
                help.Action = new WithExamplesAction(standard);
                ShowWithoutVerb(root, help.Action);
            }
    }

    private static void ShowWithoutVerb(Command command, CommandLineAction help)
    {
        if (command.Subcommands.Count == 0)
            return;
        command.Action = help;
        foreach (var subcommand in command.Subcommands)
            ShowWithoutVerb(subcommand, help);
    }

    private sealed class WithExamplesAction(HelpAction standard) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = standard.Invoke(parseResult);
            if (Examples.TryGetValue(parseResult.CommandResult.Command, out var examples))
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (var example in examples)
                    output.WriteLine("  " + example);
                output.WriteLine();
            }
            return code;
        }
    }
}
