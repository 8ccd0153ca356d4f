using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Elbo.Studio;

/// <summary>The studio's log messages: its own failures, never anything from an address or a header except the path.</summary>
internal static partial class StudioLog
{
    [LoggerMessage(LogLevel.Error, "Looking for runs in {Folder} failed.")]
    public static partial void LookFailed(this ILogger log, string folder, Exception failure);

    [LoggerMessage(LogLevel.Error, "The request for {Path} failed.")]
    public static partial void RequestFailed(this ILogger log, PathString path, Exception failure);
}
