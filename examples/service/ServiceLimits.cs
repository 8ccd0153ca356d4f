using System.ComponentModel.DataAnnotations;

namespace Service;

/// <summary>What one client and all together may ask of the service.</summary>
internal sealed class ServiceLimits
{
    /// <summary>Images per request.</summary>
    [Range(1, 100_000)]
    public int Images { get; set; } = 64;

    /// <summary>Requests per minute and client address.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 600;

    /// <summary>Requests that are computed at once.</summary>
    [Range(1, 1024)]
    public int AtOnce { get; set; } = 2;

    /// <summary>Requests that wait for their turn.</summary>
    [Range(0, 100_000)]
    public int Waiting { get; set; } = 64;

    /// <summary>Seconds after which a request is given up.</summary>
    [Range(1, 3600)]
    public int Seconds { get; set; } = 10;
}
