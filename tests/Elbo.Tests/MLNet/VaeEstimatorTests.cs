using Elbo.Data;
using Elbo.Inference;
using Elbo.MLNet;
using Elbo.Models.Priors;
using Elbo.Tests.Data;
using Elbo.Tests.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.Tests.MLNet;

public sealed class VaeEstimatorTests : IDisposable
{
    private static readonly VaeColumns All = new() { SquaredError = "Score", NegElbo = "NegElbo", Codes = "Codes" };

    private readonly ExportedVae exported = new(ExportedVae.Fresh(new() { Hidden = [32], DecoderHidden = [32], Latents = 3 }, Binarization.Threshold));
    private readonly MLContext ml = new(seed: 0);

    public void Dispose() => exported.Dispose();

    private static Digit[] Digits() =>
        [.. Enumerable.Range(0, 20).Select(i => new Digit { Pixels = ExportedVae.Digits.Image(i).ToArray(), Number = i })];

    private VaeEstimator Vae(VaeColumns? columns = null) => ml.Transforms.ApplyVae(exported.Folder, "Pixels", columns ?? All);

    private IDataView View<T>(T row) where T : class => ml.Data.LoadFromEnumerable([row]);

    private void AssertSame(MLContext context, ITransformer model)
    {
        var digits = Digits();
        var scored = context.Data.CreateEnumerable<Scored>(model.Transform(context.Data.LoadFromEnumerable(digits)), reuseRowObject: false).ToArray();
        byte[] pixels = [.. digits.SelectMany(digit => digit.Pixels)];
        var (scores, codes) = (exported.Onnx.Score(pixels, TestContext.Current.CancellationToken),
            exported.Onnx.Encode(pixels, TestContext.Current.CancellationToken));
        Assert.Equal(digits.Length, scored.Length);
        for (var i = 0; i < scored.Length; i++)
        {
            Assert.Equal(i, scored[i].Number);
            Assert.Equal(scores.SquaredError[i], scored[i].Score, 1e-4 * scores.SquaredError[i]);
            Assert.Equal(scores.NegElbo![i], scored[i].NegElbo, 1e-4 * Math.Abs(scores.NegElbo[i]));
            Assert.Equal(codes.MuOf(i).ToArray(), scored[i].Codes, (x, y) => Math.Abs(x - y) < 1e-4);
        }
    }

    [Fact]
    public void Transform_Digits_GivesWhatElboInferenceGives() => AssertSame(ml, Vae().Fit(ml.Data.LoadFromEnumerable(Digits())));

    [Fact]
    public void SaveAndLoad_WithoutTheExportedFiles_GivesTheSame()
    {
        using var folder = new TempFolder();
        var data = ml.Data.LoadFromEnumerable(Digits());
        // Inside a longer pipeline, as in real use.
        var pipeline = ml.Transforms.CopyColumns("Image", "Pixels").Append(ml.Transforms.ApplyVae(exported.Folder, "Image", All));
        ml.Model.Save(pipeline.Fit(data), data.Schema, folder.File("pipeline.zip"));
        Assert.True(new FileInfo(folder.File("pipeline.zip")).Length > 100_000);
        // Elbo.Inference holds the files from here on; the loaded pipeline has only the saved files.
        exported.Onnx.Score([], TestContext.Current.CancellationToken);
        exported.Onnx.Encode([], TestContext.Current.CancellationToken);
        var moved = exported.Folder + ".moved";
        Directory.Move(exported.Folder, moved);
        try
        {
            var fresh = new MLContext(seed: 0);
            var loaded = fresh.Model.Load(folder.File("pipeline.zip"), out var schema);
            Assert.Equal(["Pixels", "Number"], schema.Select(column => column.Name));
            AssertSame(fresh, loaded);
        }
        finally
        {
            Directory.Move(moved, exported.Folder);
        }
    }

    [Fact]
    public void Predict_OneImage_GivesItsScore()
    {
        var digit = Digits()[0];
        var engine = ml.Model.CreatePredictionEngine<Digit, Scored>(Vae().Fit(View(digit)));
        var expected = exported.Onnx.Score(digit.Pixels, TestContext.Current.CancellationToken).SquaredError[0];
        Assert.Equal(expected, engine.Predict(digit).Score, 1e-4 * expected);
    }

    [Fact]
    public void GetOutputSchema_EachSetOfColumns_AddsThoseAlone()
    {
        var data = View(Digits()[0]);
        Assert.Equal(["Pixels", "Number", "SquaredError"], Names(new()));
        Assert.Equal(["Pixels", "Number", "Score", "NegElbo", "Codes"], Names(All));
        Assert.Equal(["Pixels", "Number", "mu"], Names(new() { SquaredError = null, Codes = "mu" }));
        Assert.Equal(["Number", "Pixels", "images", "mu"], Names(new() { SquaredError = "mu", Codes = "images" }).Order(StringComparer.Ordinal));
        var schema = Vae().Fit(data).GetOutputSchema(data.Schema);
        Assert.Equal(NumberDataViewType.Single, schema["Score"].Type);
        Assert.Equal(3, Assert.IsType<VectorDataViewType>(schema["Codes"].Type).Size);

        string[] Names(VaeColumns columns) =>
            [.. Vae(columns).Fit(data).GetOutputSchema(data.Schema).Where(column => !column.IsHidden).Select(column => column.Name)];
    }

    [Fact]
    public void Fit_ColumnThatIsNotThere_NamesThoseThatAre()
    {
        var data = View(Digits()[0]);
        Assert.Contains("There is no column 'Image' of pixels; the columns are Pixels, Number.",
            Message(ml.Transforms.ApplyVae(exported.Folder, "Image"), data), StringComparison.Ordinal);
        // The pipeline notices it before any step is fitted.
        var pipeline = ml.Transforms.CopyColumns("Copy", "Number").Append(ml.Transforms.ApplyVae(exported.Folder, "Image"));
        Assert.Contains("There is no column 'Image' of pixels; the columns are Pixels, Number, Copy.", Message(pipeline, data), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_WrongPixels_SaysWhatTheModelTakes()
    {
        Assert.Contains("has 100 pixels per image; the model takes 784 (1×28×28)", Message(Vae(), View(new Small())), StringComparison.Ordinal);
        Assert.Contains("has 1568 pixels per image", Message(Vae(), View(new Twice())), StringComparison.Ordinal);
        Assert.Contains("must be a vector of bytes 0 … 255", Message(Vae(), View(new Floats())), StringComparison.Ordinal);
        Assert.Contains("vectors without a fixed length", Message(Vae(), View(new AnyLength())), StringComparison.Ordinal);
        Assert.Contains("There is a column 'mu'", Message(Vae(), View(new Taken())), StringComparison.Ordinal);
        var model = Vae().Fit(View(Digits()[0]));
        Assert.Contains("has 1568 pixels", Assert.Throws<ArgumentException>(() => model.Transform(View(new Twice()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ApplyVae_WrongArguments_SaysWhichAreAllowed()
    {
        Assert.Throws<InferenceException>(() => ml.Transforms.ApplyVae(exported.Folder + "-absent", "Pixels"));
        Assert.Throws<ArgumentException>(() => Vae(new() { SquaredError = null }));
        Assert.Throws<ArgumentException>(() => Vae(new() { SquaredError = "A", Codes = "A" }));
        Assert.Throws<ArgumentException>(() => Vae(new() { Codes = " " }));
        using var vamp = new ExportedVae(ExportedVae.Fresh(new() { Hidden = [8], DecoderHidden = [8], Latents = 3, Prior = new VampOptions(5) },
            Binarization.Threshold));
        Assert.Contains("has no −ELBO", Assert.Throws<InferenceException>(() => ml.Transforms.ApplyVae(vamp.Folder, "Pixels", All)).Message,
            StringComparison.Ordinal);
        Assert.NotNull(ml.Transforms.ApplyVae(vamp.Folder, "Pixels"));
    }

    [Fact]
    public void Transform_ModelWithACondition_TakesItFromColumnsAndSavesIt()
    {
        using var folder = new TempFolder();
        var schema = ConditionSchema.Of(Datasets.Load("mnist"), ["label"], hasAny: true);
        using var conditional = new ExportedVae(ExportedVae.Fresh(
            new() { Hidden = [32], DecoderHidden = [32], Latents = 3, ConditionWidth = schema.Inputs }, Binarization.Threshold, schema));
        var labels = ExportedVae.Digits.Labels[..20].ToArray();
        Labelled[] digits = [.. Enumerable.Range(0, 20).Select(i => new Labelled
        {
            Pixels = ExportedVae.Digits.Image(i).ToArray(), Name = i < 10 ? $"{labels[i]}" : "unheard of", Number = labels[i],
        })];
        var data = ml.Data.LoadFromEnumerable(digits);
        Assert.Contains("takes the condition label, and there is no column 'label'; the columns are Pixels, Name, Number", Message(Apply(All), data),
            StringComparison.Ordinal);
        Assert.Contains("Conditions has colour, but the model takes label",
            Assert.Throws<ArgumentException>(() => Apply(Of("colour", "Name"))).Message, StringComparison.Ordinal);
        Assert.Contains("The column 'Pixels' of the condition label", Message(Apply(Of("label", "Pixels")), data), StringComparison.Ordinal);

        AssertScores(Apply(Of("label", "Name")).Fit(data), [.. labels.Select((label, i) => i < 10 ? $"label={label}" : "any")]);
        var model = Apply(Of("label", "Number")).Fit(data);
        AssertScores(model, [.. labels.Select(label => $"label={label}")]);
        ml.Model.Save(model, data.Schema, folder.File("pipeline.zip"));
        AssertScores(ml.Model.Load(folder.File("pipeline.zip"), out _), [.. labels.Select(label => $"label={label}")]);
        Assert.Equal(["Pixels", "Name", "Number", "Score", "NegElbo", "Codes"],
            model.GetOutputSchema(data.Schema).Where(column => !column.IsHidden).Select(column => column.Name));

        VaeEstimator Apply(VaeColumns columns) => ml.Transforms.ApplyVae(conditional.Folder, "Pixels", columns);

        VaeColumns Of(string condition, string column) => All with { Conditions = new Dictionary<string, string> { [condition] = column } };

        void AssertScores(ITransformer transformer, string[] given)
        {
            var scored = ml.Data.CreateEnumerable<Scored>(transformer.Transform(data), reuseRowObject: false).ToArray();
            var scores = conditional.Onnx.Given(given).Score([.. digits.SelectMany(digit => digit.Pixels)], TestContext.Current.CancellationToken);
            for (var i = 0; i < scored.Length; i++)
                Assert.Equal(scores.NegElbo![i], scored[i].NegElbo, 1e-4 * Math.Abs(scores.NegElbo[i]));
        }
    }

    private static string Message(IEstimator<ITransformer> estimator, IDataView data) => Assert.Throws<ArgumentException>(() => estimator.Fit(data)).Message;

    private sealed class Digit
    {
        [VectorType(784)]
        public byte[] Pixels { get; set; } = [];

        public int Number { get; set; }
    }

    private sealed class Labelled
    {
        [VectorType(784)]
        public byte[] Pixels { get; set; } = [];

        public string Name { get; set; } = "";

        public int Number { get; set; }
    }

    private sealed class Scored
    {
        public int Number { get; set; }

        public float Score { get; set; }

        public float NegElbo { get; set; }

        public float[] Codes { get; set; } = [];
    }

    private sealed class Small
    {
        [VectorType(100)]
        public byte[] Pixels { get; set; } = new byte[100];
    }

    private sealed class Twice
    {
        [VectorType(1568)]
        public byte[] Pixels { get; set; } = new byte[1568];
    }

    private sealed class Floats
    {
        [VectorType(784)]
        public float[] Pixels { get; set; } = new float[784];
    }

    private sealed class AnyLength
    {
        public byte[] Pixels { get; set; } = new byte[784];
    }

    private sealed class Taken
    {
        [VectorType(784)]
        public byte[] Pixels { get; set; } = new byte[784];

        [ColumnName("mu")]
        public float Mu { get; set; }
    }
}
