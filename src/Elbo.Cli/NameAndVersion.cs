using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Elbo.Cli;

/// <summary>What <c>elbo --version</c> prints: <c>elbo 0.1.0</c>.</summary>
internal sealed class NameAndVersion : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(NameAndVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        // What follows the plus sign is the commit that it was built from.
        parseResult.InvocationConfiguration.Output.WriteLine($"elbo {version.Split('+')[0]}");
        return ExitCode.Done;
    }
}
