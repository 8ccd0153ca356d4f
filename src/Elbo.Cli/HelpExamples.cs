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
                var withExamples = new WithExamplesAction(standard);
                help.Action = withExamples;
                ShowWithoutVerb(root, withExamples);
            }
    }

    private static void ShowWithoutVerb(Command command, WithExamplesAction help)
    {
        if (command.Subcommands.Count == 0)
            return;
        // Not as its Action: the help option's clears parse errors, and elbo data --jsn is one.
        command.SetAction(help.Invoke);
        foreach (var subcommand in command.Subcommands)
            ShowWithoutVerb(subcommand, help);
    }

    private sealed class WithExamplesAction(HelpAction standard) : SynchronousCommandLineAction
    {
        /// <summary>Help is shown even if a required argument is missing.</summary>
        public override bool ClearsParseErrors => true;

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
