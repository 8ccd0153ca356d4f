using System.Runtime.CompilerServices;

namespace Elbo.Cli.Tests;

/// <summary>Redirects the user's cache folder to a folder next to the tests.</summary>
internal static class TestCache
{
    [ModuleInitializer]
    public static void Use() => Environment.SetEnvironmentVariable("ELBO_CACHE", Path.Combine(AppContext.BaseDirectory, "cache"));
}
