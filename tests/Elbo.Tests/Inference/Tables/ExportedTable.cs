using System.Globalization;
using System.Text;
using Elbo.Analysis;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Inference;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;

namespace Elbo.Tests.Inference.Tables;

/// <summary>A model of a table with a column of every kind, run by Elbo, and the same model exported and run by ONNX Runtime.</summary>
internal sealed class ExportedTable : IDisposable
{
    private static readonly Dictionary<string, ColumnKind> Kinds = new()
    {
        ["mu"] = ColumnKind.Real,
        ["price"] = ColumnKind.Positive,
        ["visits"] = ColumnKind.Count,
        ["gain"] = ColumnKind.NumericMixture,
        ["day"] = ColumnKind.Real,
    };

    private readonly TempFolder folder = new();

    /// <param name="prior">The prior; null for N(0, I).</param>
    /// <param name="condition">Columns of the condition; null for none.</param>
    /// <param name="hasAny">Whether the model knows what any value means.</param>
    /// <param name="hasOther">Whether the last city stands for all cities without a name of their own.</param>
    /// <param name="hasTimes">Whether the days have times and are learned in parts.</param>
    public ExportedTable(PriorOptions? prior = null, string[]? condition = null, bool hasAny = false, bool hasOther = false, bool hasTimes = false)
    {
        var path = folder.Write("t.csv", Encoding.UTF8.GetBytes(Csv(hasTimes ? " HH:mm" : "")));
        var read = TableFile.Read(path, Kinds.Where(kind => !hasTimes || kind.Key != "day").ToDictionary());
        if (hasOther)
            read = new(
                [.. read.Columns.Select(column => column.Name == "city" ? column with { Other = column.Categories[^1] } : column)], read.Cells.ToArray());
        var data = TableDatasets.Of("t", read);
        var schema = condition is null ? null : ConditionSchema.Of(data, condition, hasAny);
        Data = schema is null ? data : (Dataset<TableSet>)data.With(schema);
        Whole = data.Test.Slice(0, 100).Table;
        var model = new Vae(
            new VaeOptions
            {
                Shape = Data.Train.Shape,
                Likelihood = TableLikelihood.Of(Data.Train.Encoding),
                Hidden = [16],
                DecoderHidden = [16],
                Latents = 3,
                Activation = Activation.Tanh,
                Prior = prior ?? new VaeOptions().Prior,
            }.Under(schema),
            seed: 4);
        using (TorchSharp.torch.no_grad())
            foreach (var (_, parameter) in model.named_parameters())
                parameter.mul_(1.5);
        Elbo = new(model, Binarization.None, Data.Train.Encoding, schema);
        Elbo.Save(folder.File("model.safetensors"));
        File = ModelFile.Read(folder.File("model.safetensors"));
        Paths = OnnxExport.Write(File, Data.Train.Encoding, schema, Folder, replace: false);
        Onnx = InferenceTable.Open(Folder, new() { BatchSize = 40, Threads = 1 });
    }

    public Dataset<TableSet> Data { get; }

    public TrainedVae Elbo { get; }

    public ModelFile File { get; }

    public IReadOnlyList<string> Paths { get; }

    public string Folder => folder.File("onnx");

    public InferenceTable Onnx { get; }

    /// <summary>Rows with missing cells.</summary>
    public TableSet Rows => Data.Test.Slice(0, 100);

    /// <summary>The same rows with the columns of the condition.</summary>
    public Table Whole { get; }

    /// <summary>Rows as a program has them.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, object?>> Plain(Table table) => [.. Enumerable.Range(0, table.Count).Select(row =>
        table.Columns.Index().ToDictionary(
            column => column.Item.Name, column => table[row, column.Index] is var cell && double.IsNaN(cell) ? null
                : column.Item.Kind.HasNames() ? (object?)column.Item.Categories[(int)cell] : cell))];

    /// <summary>The cell of a table in a row that came from a graph.</summary>
    public static double Cell(Column column, IReadOnlyDictionary<string, object?> row) => row[column.Name] switch
    {
        null => double.NaN,
        string name => column.Categories.ToList().IndexOf(name),
        DateOnly date => date.DayNumber - new DateOnly(1970, 1, 1).DayNumber,
        double number => number,
        var other => throw new InvalidOperationException($"{column.Name} is a {other.GetType()}."),
    };

    public void Dispose()
    {
        Onnx.Dispose();
        Elbo.Dispose();
        folder.Dispose();
    }

    /// <summary>The mixed table, whose first column has the name of an output, with a mixture and a date.</summary>
    private static string Csv(string time)
    {
        var lines = MixedTable.Csv(1500).TrimEnd().ReplaceLineEndings("\n").Split('\n');
        var text = new StringBuilder(lines[0].Replace("length", "mu", StringComparison.Ordinal)).Append(",gain,day\n");
        for (var i = 1; i < lines.Length; i++)
        {
            var gain = i % 11 == 0 ? "" : i % 3 == 0 ? $"{1000 + i * 1.25:F2}" : i % 2 == 0 ? "0" : "7.5";
            var day = new DateTime(2020, 1, 1).AddDays(i * 37 % 900).AddMinutes(i * 53 % 1440).ToString("yyyy-MM-dd" + time, CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{lines[i]},{gain},{day}\n");
        }
        return text.ToString();
    }
}
