namespace Elbo.Tests;

/// <summary>For tests/Elbo.Mutants, which runs the tests of a folder again for each mutant.</summary>
internal static class Mutants
{
    /// <summary>Whether tests that take a second or more are left out: the value of their <c>Explicit</c>.</summary>
#if MUTANTS
    public const bool LeaveOut = true;
#else
    public const bool LeaveOut = false;
#endif
}
