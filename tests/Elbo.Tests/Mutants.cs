namespace Elbo.Tests;

/// <summary>For tests/Elbo.Mutants, which runs the tests of a folder again for each mutant.</summary>
internal static class Mutants
{
#if MUTANTS
    public const bool Are = true;
#else
    public const bool Are = false;
#endif

    /// <summary>Why tests that take a second or more are left out there, the value of their <c>Skip</c>; null elsewhere.</summary>
    public const string? LeftOut = Are ? "It would run again for each mutant." : null;
}
