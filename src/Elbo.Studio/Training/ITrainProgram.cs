using System.Diagnostics;

namespace Elbo.Studio.Training;

/// <summary>The program that trains: it says which options it has, judges them, and how it is started.</summary>
public interface ITrainProgram
{
    /// <summary>Its options, those that matter most first.</summary>
    IReadOnlyList<TrainOption> Options { get; }

    /// <summary>What is wrong with the words after <c>elbo train</c>, as the program itself would say; empty where nothing is.</summary>
    IReadOnlyList<string> Faults(IReadOnlyList<string> words);

    /// <summary>How it is started with the words after <c>elbo train</c>.</summary>
    ProcessStartInfo Start(IReadOnlyList<string> words);
}

/// <summary>One option of a training.</summary>
/// <param name="Name">As on the command line, without dashes: <c>lr-schedule</c>.</param>
/// <param name="Description">What it does.</param>
/// <param name="Default">What it is where nothing is given: <c>20</c>, or some words.</param>
/// <param name="Choices">The values that it takes; empty where it is a number or text.</param>
/// <param name="IsCommon">Whether it is shown at once.</param>
public sealed record TrainOption(string Name, string Description, string Default, IReadOnlyList<string> Choices, bool IsCommon);
