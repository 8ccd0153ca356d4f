using System.Diagnostics;

namespace Elbo.Tests.Files.Pytorch;

/// <summary>A Python with PyTorch, if there is one.</summary>
internal static class Pytorch
{
    private static readonly Lazy<string?> LazyPython = new(() =>
        new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(python =>
                TryRun(python, "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)") is { Code: 0 }));

    /// <summary>Runs a script; skips the test if no Python has PyTorch.</summary>
    /// <returns>The script's output.</returns>
    public static string Run(params string[] arguments)
    {
        Assert.SkipWhen(LazyPython.Value is null, "No python3 here has PyTorch (Debian: python3-torch).");
        var (code, output, error) = TryRun(LazyPython.Value!, arguments)!.Value;
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>A script in the folder Golden.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    private static (int Code, string Output, string Error)? TryRun(string python, params string[] arguments)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
