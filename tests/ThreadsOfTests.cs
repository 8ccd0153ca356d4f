using System.Runtime.CompilerServices;

namespace Elbo.Tests;

/// <summary>Test projects and the programs that they start run side by side. Trainings with a thread on every core would mostly wait for threads that have
/// none, so tests use one thread unless they ask for more.</summary>
internal static class ThreadsOfTests
{
    [ModuleInitializer]
    internal static void Limit()
    {
        foreach (var (name, value) in new[] { ("OMP_NUM_THREADS", "1"), ("OMP_WAIT_POLICY", "passive") })
            if (Environment.GetEnvironmentVariable(name) is null)
                Environment.SetEnvironmentVariable(name, value);
    }
}
