using System.Globalization;
using System.Text;
using Elbo.Data.Tables.Plain;

namespace Elbo.Tests.Data.Tables.Plain;

public sealed class PlainNumberTests
{
    [Fact]
    public void TryRead_ManyNumbers_AreThoseOfDoubleParseToTheLastBit()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var digits = string.Concat(Enumerable.Range(0, random.Next(1, 19)).Select(_ => random.Next(10)));
            AssertSame($"{(random.Next(2) == 0 ? "-" : "")}{digits.Insert(random.Next(digits.Length + 1), random.Next(3) == 0 ? "" : ".")}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("-0")]
    [InlineData("0.1")]
    [InlineData("007")]
    [InlineData("1e5")]
    [InlineData("+3")]
    [InlineData("1,000")]
    [InlineData("1.2.3")]
    [InlineData("1-2")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("999999999999999")]
    [InlineData("9999999999999999")]
    [InlineData("0.000000000000001")]
    [InlineData("3 ")]
    public void TryRead_OddTexts_AreThoseOfDoubleParse(string text) => AssertSame(text);

    private static void AssertSame(string text)
    {
        var expected = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        Assert.Equal(expected, PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out var read));
        if (expected)
            Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(read));
    }
}
