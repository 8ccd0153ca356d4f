namespace Elbo.Compute.Native;

/// <summary>
/// Elbo's own passes over memory for the commonest kinds, in place of tensor operations of libtorch. They round differently in the last digits, so
/// <c>ELBO_FAST_PATHS=0</c> turns them off to compare one of Elbo's kinds with one of another assembly, digit for digit.
/// </summary>
internal static class FastPaths
{
    public const string Variable = "ELBO_FAST_PATHS";

    /// <summary>True unless the variable was 0 when this was first asked.</summary>
    public static bool AreOn { get; } = Environment.GetEnvironmentVariable(Variable) != "0";
}
