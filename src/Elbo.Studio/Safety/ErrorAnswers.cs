using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Elbo.Studio.Safety;

/// <summary>Answers failures with a sentence and logs them; a stack trace never leaves the machine.</summary>
internal sealed class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var (status, sentence) = e switch
            {
                BadHttpRequestException bad => (bad.StatusCode, "The request is too large or malformed."),
                ElboException known => (StatusCodes.Status404NotFound, known.Message),
                OperationCanceledException => (StatusCodes.Status499ClientClosedRequest, "The request was cancelled."),
                _ => (StatusCodes.Status500InternalServerError, "The studio failed at this request; see its terminal for the reason."),
            };
            if (status == StatusCodes.Status500InternalServerError)
                log.RequestFailed(context.Request.Path, e);
            await PlainAnswer.Write(context, status, sentence);
        }
    }
}
