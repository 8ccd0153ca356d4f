using System.Globalization;
using Elbo.Studio.Components.Layout;

namespace Elbo.Studio.Tests.Layout;

public sealed class AppearanceTests
{
    // Full dichromacy in linear RGB: Machado, Oliveira and Fernandes 2009, table 1.
    private static readonly double[][] Visions =
    [
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Categorical_AnyTwoOfTen_DifferForEveryVision(bool isDark)
    {
        var appearance = new Appearance(isDark);
        string[] colors = [.. Enumerable.Range(0, 10).Select(appearance.Categorical)];
        foreach (var vision in Visions)
            for (var i = 0; i < colors.Length; i++)
            {
                Assert.InRange(Difference(colors[i], appearance.Surface, vision), 30, 200);
                for (var j = 0; j < i; j++)
                    Assert.InRange(Difference(colors[i], colors[j], vision), 24, 200);
            }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Split_AnyTwo_DifferForEveryVision(bool isDark)
    {
        var appearance = new Appearance(isDark);
        string[] colors = [.. "train validation test".Split(' ').Select(appearance.Split)];
        foreach (var vision in Visions)
            for (var i = 0; i < colors.Length; i++)
            {
                Assert.InRange(Difference(colors[i], appearance.Surface, vision), 30, 200);
                for (var j = 0; j < i; j++)
                    Assert.InRange(Difference(colors[i], colors[j], vision), 30, 200);
            }
    }

    /// <summary>CIE 1976 ΔE.</summary>
    private static double Difference(string a, string b, double[] vision) =>
        Math.Sqrt(Lab(a, vision).Zip(Lab(b, vision), (x, y) => (x - y) * (x - y)).Sum());

    private static double[] Lab(string color, double[] vision)
    {
        double[] rgb = [.. Enumerable.Range(0, 3).Select(
            i => Linear(int.Parse(color.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
        double[] seen = [.. Enumerable.Range(0, 3).Select(row => Math.Clamp(Enumerable.Range(0, 3).Sum(k => vision[3 * row + k] * rgb[k]), 0, 1))];
        var x = Root((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047);
        var y = Root(0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2]);
        var z = Root((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
    }

    private static double Linear(int value) => value / 255.0 is var level && level <= 0.04045 ? level / 12.92 : Math.Pow((level + 0.055) / 1.055, 2.4);

    private static double Root(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}
