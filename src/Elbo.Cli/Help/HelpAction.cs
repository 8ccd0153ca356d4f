using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Elbo.Cli;

/// <summary>Shows the help page of the verb at hand.</summary>
/// <param name="width">Columns of the screen.</param>
/// <param name="showsAll">Whether options that are seldom used are shown too.</param>
internal sealed class HelpAction(int width, bool showsAll) : SynchronousCommandLineAction
{
    /// <summary>Help is shown even if a required argument is missing.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var (output, command) = (parseResult.InvocationConfiguration.Output, parseResult.CommandResult.Command);
        foreach (var line in command.Parents.Any() ? VerbPage.Lines(command, width, showsAll) : RootPage.Lines(command, width))
            output.WriteLine(line);
        return ExitCode.Done;
    }

    /// <summary>Adds the options that show help, and makes a command without a verb (<c>elbo</c>, <c>elbo data</c>) ask for it.</summary>
    public static void Install(Command root, int width)
    {
        var help = new HelpAction(width, showsAll: false);
        root.Options.Add(new HelpOption { Description = "Show this page.", Action = help });
        root.Options.Add(new Option<bool>("--help-all")
        {
            Description = "Show every option, and what each choice means.",
            Recursive = true,
            Arity = ArgumentArity.Zero,
            Action = new HelpAction(width, showsAll: true),
        });
        ShowWithoutVerb(root, help);
    }

    private static void ShowWithoutVerb(Command command, HelpAction help)
    {
        if (command.Subcommands.Count == 0)
            return;
        // Not as its Action: the help option's clears parse errors, and elbo data --jsn is one.
        command.SetAction(help.Invoke);
        foreach (var subcommand in command.Subcommands)
            ShowWithoutVerb(subcommand, help);
    }
}
