using System.Net;
using Elbo.Studio.Safety;
using Elbo.Studio.Training;

namespace Elbo.Studio;

/// <summary>Options of the studio.</summary>
public sealed record StudioOptions
{
    /// <summary>The port that is tried first if none is given.</summary>
    public const int UsualPort = 5310;

    /// <summary>The folder that holds the run folders, at any depth.</summary>
    public required string Folder { get; init; }

    /// <summary>The port; 0 for any free one; null for <see cref="UsualPort"/>, or any free one if that is taken.</summary>
    public int? Port { get; init; }

    /// <summary>The address to listen on. Anything but loopback requires a token from every visitor.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>How the studio starts trainings; null if it cannot.</summary>
    public ITrainProgram? Trainer { get; init; }

    /// <summary>Maximum number of open pages over all visitors.</summary>
    internal int MostPages { get; init; } = ServerLimits.MostCircuits;

    /// <summary>True if other machines can reach the studio.</summary>
    public bool IsShared => !IPAddress.IsLoopback(Address);

    /// <summary>Reports all errors at once.</summary>
    /// <exception cref="OptionsException">An option is out of range, or the folder is a file.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (Port is < 0 or > 65535)
            faults.Add($"port was {Port}; it must be 0 (any free one) to 65535. Use --port {UsualPort}.");
        if (File.Exists(Folder))
            faults.Add($"FOLDER was {Folder}, which is a file. Name the folder that holds the runs.");
        if (faults.Count > 0)
            throw new OptionsException(faults);
    }
}
