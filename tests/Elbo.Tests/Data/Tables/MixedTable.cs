using System.Globalization;
using System.Text;
using Elbo.Compute.Randomness;
using Elbo.Data.Tables;

namespace Elbo.Tests.Data.Tables;

/// <summary>A made-up table with a column of every kind, all of which depend on one hidden number.</summary>
internal static class MixedTable
{
    private static readonly string[] Cities = ["Bern", "Chur", "Genf"];

    /// <summary>The text of a file: length, price (positive), visits (count), member (yes/no), city; every seventh cell is missing.</summary>
    public static string Csv(int rows, bool holes = true)
    {
        var text = new StringBuilder("length,price,visits,member,city,id\n");
        var noise = new float[6];
        for (var row = 0; row < rows; row++)
        {
            new Philox(3, RandomStream.Prior).FillNormal(row, noise);
            var hidden = noise[5];
            string[] cells =
            [
                Number(170 + 10 * hidden + 2 * noise[0]), Number(Math.Exp(1 + hidden + 0.2 * noise[1])),
                Number(Math.Floor(Math.Exp(1.5 + 0.7 * hidden + 0.1 * noise[2]))), hidden + 0.3 * noise[3] > 0 ? "yes" : "no",
                Cities[hidden + 0.2 * noise[4] < -0.5 ? 0 : hidden + 0.2 * noise[4] < 0.5 ? 1 : 2], $"r{row}",
            ];
            for (var i = 0; holes && i < 5; i++)
                if ((row * 5 + i) % 7 == 3)
                    cells[i] = i % 2 == 0 ? "" : "NA";
            text.AppendLine(CultureInfo.InvariantCulture, $"{string.Join(',', cells)}");
        }
        return text.ToString();
    }

    /// <summary>Reads it.</summary>
    public static Table Read(TempFolder folder, int rows, bool holes = true) =>
        TableFile.Read(folder.Write("mixed.csv", Encoding.UTF8.GetBytes(Csv(rows, holes))));

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
