using System.Diagnostics;

namespace Elbo.Studio.Training;

/// <summary>The program that trains: it checks settings and says how it is started.</summary>
public interface ITrainProgram
{
    /// <summary>What is wrong with the words after <c>elbo train</c>, as the program itself would say; empty where nothing is.</summary>
    IReadOnlyList<string> Faults(IReadOnlyList<string> words);

    /// <summary>How it is started with the words after <c>elbo train</c>.</summary>
    ProcessStartInfo Start(IReadOnlyList<string> words);
}
