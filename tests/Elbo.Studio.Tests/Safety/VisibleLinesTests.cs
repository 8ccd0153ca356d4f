using Elbo.Studio.Safety;
using Microsoft.Extensions.Logging.Abstractions;

namespace Elbo.Studio.Tests.Safety;

public sealed class VisibleLinesTests
{
    [Fact]
    public void Write_WhatAVisitorSent_IsOneLineWithoutControlCharacters()
    {
        var failure = new InvalidOperationException("'\u001B[2J\u202Ea' is not JSON.\r\nfail: forged[1] line");
        using var written = new StringWriter();

        new VisibleLines().Write(
            new LogEntry<string>(LogLevel.Error, "Hub", new(8), "Failed to invoke '\u001B]0;x\u0007'.\n", failure, (state, _) => state), null, written);

        Assert.Equal("fail: Hub[8] Failed to invoke '\\u001B]0;x\\u0007'.  System.InvalidOperationException: '\\u001B[2J\\u202Ea' is not JSON. "
            + "fail: forged[1] line" + Environment.NewLine, written.ToString());
    }

    [Fact]
    public void Write_BrowserHasDisconnected_WritesNothing()
    {
        using var output = new StringWriter();
        new VisibleLines().Write(
            new Microsoft.Extensions.Logging.Abstractions.LogEntry<string>(
                Microsoft.Extensions.Logging.LogLevel.Warning, "Page", default, "failed", new Microsoft.JSInterop.JSDisconnectedException("gone"),
                (state, _) => state),
            null, output);
        Assert.Equal("", output.ToString());
    }
}
