using System.Runtime.CompilerServices;

namespace Elbo.Cli.Tests;

/// <summary>What the program keeps in the user's cache folder goes beside the tests.</summary>
internal static class TestCache
{
    [ModuleInitializer]
    public static void Use() => Environment.SetEnvironmentVariable("ELBO_CACHE", Path.Combine(AppContext.BaseDirectory, "cache"));
}
