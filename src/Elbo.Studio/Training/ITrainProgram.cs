using System.Diagnostics;

namespace Elbo.Studio.Training;

/// <summary>The program that trains: it checks settings and knows how it is started.</summary>
public interface ITrainProgram
{
    /// <summary>The program's own errors for the words after <c>elbo train</c>; empty if there are none.</summary>
    IReadOnlyList<string> Faults(IReadOnlyList<string> words);

    /// <summary>The start of the program with the words after <c>elbo train</c>.</summary>
    ProcessStartInfo Start(IReadOnlyList<string> words);
}
