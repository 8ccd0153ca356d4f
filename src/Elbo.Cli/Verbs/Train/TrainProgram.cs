using System.Diagnostics;
using System.Reflection;
using Elbo.Studio.Training;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo train</c> as the studio starts it: this program once more, with the words that a person would type.</summary>
internal sealed class TrainProgram : ITrainProgram
{
    private readonly Terminal silent = new(TextWriter.Null, TextWriter.Null, false);

    public IReadOnlyList<string> Faults(IReadOnlyList<string> words)
    {
        var (command, read) = TrainVerb.Define(silent);
        var parsed = command.Parse([.. words]);
        if (parsed.Errors.Count > 0)
            return UsageErrors.Of(parsed).ToList();
        try
        {
            TrainingPlan.Of(read(parsed));
            return [];
        }
        catch (OptionsException e)
        {
            return e.Faults;
        }
    }

    public ProcessStartInfo Start(IReadOnlyList<string> words)
    {
        // Under dotnet Elbo.Cli.dll the process is dotnet, and its first word the assembly.
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program);
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var word in (string[])["train", .. Plugins.Words, .. words])
            start.ArgumentList.Add(word);
        return start;
    }
}
