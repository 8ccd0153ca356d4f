
namespace Elbo.Tests;

public sealed class ElboExceptionTests
{
    [Fact]
    public void Message_ControlsOfAForeignFile_AreShownAndNotObeyed() => Assert.Equal(
        @"cell '\u001B[2J\u0000\u009B\u202Ex'" + "\nnext\r\nline", new DataException("cell '\u001B[2J\0\u009B\u202Ex'\nnext\r\nline").Message);

    [Fact]
    public void Message_NameOfAMegabyte_KeepsBothEnds()
    {
        var message = new DataException($"'{new string('a', 1 << 20)}' is unknown. Use another.").Message;
        Assert.Equal(ElboException.LongestMessage, message.Length);
        Assert.StartsWith("'aaa", message, StringComparison.Ordinal);
        Assert.EndsWith("aaa' is unknown. Use another.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_ThousandsOfControls_IsNoLongerThanOthers()
    {
        var message = new DataException($"'{new string('\a', 3000)}' is unknown. Use another.").Message;
        Assert.Equal(ElboException.LongestMessage, message.Length);
        Assert.StartsWith(@"'\u0007", message, StringComparison.Ordinal);
        Assert.EndsWith(@"\u0007' is unknown. Use another.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_Usual_IsAsItWasWritten() => Assert.Equal("−ELBO of “ß” is 3 ± 1.", new DataException("−ELBO of “ß” is 3 ± 1.").Message);
}
