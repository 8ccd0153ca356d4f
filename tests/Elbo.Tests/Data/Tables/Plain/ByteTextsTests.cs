using System.Globalization;
using System.Text;
using Elbo.Data.Tables.Plain;

namespace Elbo.Tests.Data.Tables.Plain;

public sealed class ByteTextsTests
{
    [Fact]
    public void TryGet_ManyTexts_FindsEachAndNoOther()
    {
        var known = new ByteTexts();
        for (var i = 0; i < 3000; i += 2)
            known.Add(Text(i), i);
        for (var i = 0; i < 3000; i++)
            Assert.Equal(i % 2 == 0, known.TryGet(Text(i), out var number) && number == i);
        Assert.False(known.TryGet([], out _));
    }

    [Fact]
    public void Add_MoreThanAreKept_StaysBounded()
    {
        var known = new ByteTexts();
        for (var i = 0; i < 20_000; i++)
            known.Add(Text(i), i);
        Assert.True(known.TryGet(Text(16_383), out _));
        Assert.False(known.TryGet(Text(16_384), out _));
    }

    private static byte[] Text(int i) => Encoding.UTF8.GetBytes(new string('x', i % 19) + i.ToString(CultureInfo.InvariantCulture));
}
