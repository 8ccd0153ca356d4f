using System.Globalization;
using System.Text;
using Elbo.Data;
using Elbo.Data.Arrays;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Soak;

/// <summary>The files that every round reads again: part of MNIST as IDX files and as PNG files, and an artificial table.</summary>
/// <param name="Images">An IDX file, with its labels next to it.</param>
/// <param name="Pictures">A folder of PNG files.</param>
/// <param name="Table">A CSV file.</param>
public sealed record SoakData(string Images, string Pictures, string Table)
{
    private const int Examples = 2200, Files = 40, Rows = 1500;

    public static SoakData Write(string folder)
    {
        SoakData data = new(Path.Combine(folder, "train-images-idx3-ubyte.gz"), Path.Combine(folder, "pictures"), Path.Combine(folder, "table.csv"));
        var mnist = Datasets.Load("mnist").Train.Slice(0, Examples);
        IdxFile.Write(data.Images, mnist, Path.Combine(folder, "train-labels-idx1-ubyte.gz"));
        Directory.CreateDirectory(data.Pictures);
        for (var i = 0; i < Files; i++)
        {
            var pixels = Array.ConvertAll(mnist.Image(i).ToArray(), pixel => pixel / 255f);
            File.WriteAllBytes(Path.Combine(data.Pictures, $"{i:D2}.png"), ImageFile.Png(mnist.Shape, pixels));
        }
        File.WriteAllText(data.Table, Csv());
        return data;
    }

    private static string Csv()
    {
        var random = new Random(1);
        var text = new StringBuilder("height,price,count,smoker,colour\n");
        for (var row = 0; row < Rows; row++)
        {
            var height = 170 + 10 * (random.NextDouble() + random.NextDouble() - 1);
            var price = random.Next(10) == 0 ? "" : (Math.Exp(random.NextDouble() * 3) + height / 50).ToString("F2", CultureInfo.InvariantCulture);
            var (count, smoker) = (random.Next(9), random.Next(3) == 0 ? "yes" : "no");
            var colour = "red green blue".Split(' ')[random.Next(3)];
            text.AppendLine(CultureInfo.InvariantCulture, $"{height:F1},{price},{count},{smoker},{colour}");
        }
        return text.ToString();
    }
}
