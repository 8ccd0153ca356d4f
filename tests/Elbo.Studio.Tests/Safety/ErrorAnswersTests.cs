using Elbo.Studio.Safety;

namespace Elbo.Studio.Tests.Safety;

public sealed class ErrorAnswersTests
{
    private readonly List<string> logged = [];

    [Fact]
    public async Task Failure_IsLoggedWithItsPathAndNothingElseOfTheRequest()
    {
        var (status, answer) = await AnswerAsync(new InvalidOperationException("inside"));
        Assert.Equal((500, "The studio failed at this request; see its terminal for the reason.\n"), (status, answer));
        Assert.Contains("/runs/a", Assert.Single(logged), StringComparison.Ordinal);
        Assert.Contains("inside", logged[0], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", logged[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFaultOfThePerson_IsAnsweredNotLogged()
    {
        Assert.Equal((404, "why\n"), await AnswerAsync(new StudioException("why")));
        Assert.Equal((413, "The request is too large or malformed.\n"), await AnswerAsync(new BadHttpRequestException("secret", 413)));
        Assert.Empty(logged);
    }

    private async Task<(int, string)> AnswerAsync(Exception failure)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/runs/a";
        context.Request.QueryString = new("?token=secret");
        context.Request.Headers.Cookie = "elbo-studio-token=secret";
        context.Request.Headers.Authorization = "secret";
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new ErrorAnswers(_ => throw failure, new ListLog(logged)).InvokeAsync(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private sealed class ListLog(List<string> lines) : ILogger<ErrorAnswers>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{formatter(state, exception)} {exception}");
    }
}
