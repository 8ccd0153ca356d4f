using System.Text;
using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Tests.Data.Tables;

/// <summary>A made-up table of names with many values and numbers, some of them missing: most inputs of a row are 0.</summary>
internal static class WideTable
{
    public static Dataset<TableSet> Of(TempFolder folder, int rows)
    {
        var random = new Random(11);
        var text = new StringBuilder("street,town,size,colour\n");
        for (var row = 0; row < rows; row++)
        {
            string[] cells = [$"s{random.Next(20)}", $"t{random.Next(15)}", $"{random.Next(1000) / 8.0:F3}", $"c{random.Next(9)}"];
            if (row % 5 == 0)
                cells[random.Next(4)] = "";
            text.Append(string.Join(',', cells)).Append('\n');
        }
        return TableDatasets.Of("wide", TableFile.Read(folder.Write("wide.csv", Encoding.UTF8.GetBytes(text.ToString()))));
    }
}
