using System.CommandLine;

namespace Elbo.Cli;

/// <summary>Options and arguments that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Print stack traces of failures.", Recursive = true };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on standard output and nothing else there." };

    public static Argument<string> Run() => new("RUN") { Description = "A run folder, as elbo train makes it." };

    public static Option<string> Device() => new("--device")
    {
        Description = "Where to compute: cpu, cuda or cuda:N.", HelpName = "DEVICE", DefaultValueFactory = _ => "cpu",
    };

    public static Option<bool> Force() => new("--force") { Description = "Replace what is there." };
}
