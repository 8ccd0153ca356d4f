namespace Elbo.Cli;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int HungUp = 129;
    public const int Cancelled = 130;
    public const int Terminated = 143;
}
