using System.Diagnostics;
using System.Globalization;
using Elbo.Data.Images;
using Elbo.Fuzz.Targets;
using SharpFuzz;

namespace Elbo.Fuzz;

/// <summary>One reader under AFL++, which mutates in its own ways. It starts from the corpus, and what it finds goes into the findings.</summary>
internal static class Afl
{
    private static readonly string[] Switches =
        ["AFL_SKIP_BIN_CHECK", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES", "AFL_SKIP_CPUFREQ", "AFL_NO_AFFINITY", "AFL_NO_UI"];

    /// <summary>Runs <c>afl-fuzz</c> over a reader, in a copy of this program whose libraries count their branches.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="corpus">Where the files to begin with are.</param>
    /// <param name="findings">The folder for AFL's output.</param>
    /// <param name="time">How long.</param>
    /// <returns>The exit code of <c>afl-fuzz</c>.</returns>
    public static int Fuzz(FuzzTarget target, Corpus corpus, string findings, TimeSpan time)
    {
        corpus.Write(target, target.Seeds);
        return Instrumented.Run(program =>
        {
            var start = new ProcessStartInfo("afl-fuzz",
            [
                "-i", corpus.Folder(target), "-o", Path.Combine(findings, $"afl-{target.FileName}"), "-m", "none", "-t", "10000",
                "-V", ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture), "--", program, "--under-afl", target.Name,
            ]);
            foreach (var name in Switches)
                start.Environment[name] = "1";
            return start;
        });
    }

    /// <summary>The program that <c>afl-fuzz</c> starts: an exception that is not documented counts as a crash.</summary>
    /// <param name="reader">The name of the reader.</param>
    public static void Serve(string reader)
    {
        // The reader's own files are written by code that counts its branches, before AFL gives it a place to count in.
        _ = new Coverage();
        using var scratch = new Scratch();
        var target = FuzzTargets.All(scratch).Single(target => target.Name == reader);
        Fuzzer.Run(stream =>
        {
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            try
            {
                target.Read(bytes.ToArray());
            }
            catch (Exception e) when (e is ElboException or BadImageException)
            {
                // Refused with a reason.
            }
        });
    }
}
