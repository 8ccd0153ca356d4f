using System.Buffers.Binary;
using System.IO.Compression;
using Elbo.Data;
using Elbo.Files.Pytorch;
using Elbo.Files.Safetensors;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Models.Storage;

namespace Elbo.Fuzz.Targets;

/// <summary>Safetensors, PyTorch checkpoints and the models in them.</summary>
internal static class ModelTargets
{
    private static readonly byte[][] Words = Bytes.Of(
        "\"__metadata__\":", "\"dtype\":", "\"shape\":", "\"data_offsets\":", "\"F32\"", "\"BF16\"", "\"F16\"", "\"I64\"", "\"BOOL\"", "[0,4]", "[]", "{}",
        ",", "\"\\ud800\"", "null", "true",
        "\"elbo.model\":", "\"elbo.format\":", "\\\"name\\\":", "\\\"net\\\":", "\\\"prior\\\":", "\\\"likelihood\\\":", "\\\"latents\\\":",
        "\\\"hidden\\\":", "resnet", "conv", "vamp", "mixture");

    // MARK, GLOBAL, REDUCE, BINPERSID, BUILD, MEMOIZE, TUPLE, LONG1, BINUNICODE, FRAME, STOP and names that build tensors.
    private static readonly byte[][] Opcodes =
    [
        [(byte)'('], [(byte)'R'], [(byte)'Q'], [(byte)'b'], [0x94], [0x85], [0x86], [0x87], [0x8A, 8], [(byte)'X'], [0x95], [(byte)'.'], [(byte)'q', 0],
        [(byte)'h', 0], [(byte)'t'], [(byte)'u'], [(byte)'s'], [(byte)']'], [(byte)'}'],
        .. Bytes.Of("ctorch._utils\n_rebuild_tensor_v2\n", "ctorch\nFloatStorage\n", "ccollections\nOrderedDict\n", "ctorch._utils\n_rebuild_parameter\n",
            "cos\nsystem\n", "X\u0001\0\0\0w"),
    ];

    public static IEnumerable<FuzzTarget> All(Scratch scratch)
    {
        var checkpoint = Checkpoint();
        var (pickle, others) = Parts(checkpoint);
        return
        [
            new("safetensors", [Plain(), Described(new() { Shape = new(1, 2, 2), Hidden = [3], DecoderHidden = [2], Latents = 1 })],
                file => Use(SafetensorsFile.Read(file, "f"))) { Tokens = Words, Repair = MendLength },
            new("model in safetensors", [
                Described(new() { Shape = new(1, 2, 2), Hidden = [3], DecoderHidden = [2], Latents = 1 }),
                Described(new() { Shape = new(1, 2, 2), Net = new ConvOptions { Channels = [16] }, Prior = new VampOptions(2), Latents = 1 })],
                file => ModelFile.Read(scratch.Write("f.safetensors", file))) { Tokens = Words, Repair = MendLength },
            new("training checkpoint", [Sealed()], file => SafetensorsSeal.ThrowIfBroken(SafetensorsFile.Read(file, "f")))
                { Tokens = [.. Words, .. Bytes.Of(SafetensorsSeal.Key, "epoch", "batches")], Repair = MendLength },
            new("PyTorch checkpoint", [checkpoint], ReadCheckpoint) { Tokens = Opcodes },
            new("pickle", [pickle], file => new PickleReader(file, "f").Read()) { Tokens = Opcodes },
            new("pickle in checkpoint", [pickle], file => ReadCheckpoint(Bytes.Zip(CompressionLevel.NoCompression, [("archive/data.pkl", file), .. others])))
                { Tokens = Opcodes },
        ];
    }

    private static byte[] Plain() => Bytes.Written(new SafetensorsFile(
        [SafetensorsTensor.FromSingles("w", [2, 3], [1, 2, 3, 4, 5, 6]), SafetensorsTensor.FromInt64s("n", [1], [7])],
        new Dictionary<string, string> { ["format"] = "pt" }).Write);

    /// <summary>A training checkpoint without a model.</summary>
    private static byte[] Sealed() => Bytes.Written(SafetensorsSeal.Seal(new(
        [SafetensorsTensor.FromSingles("adam.m.w", [2], [1, 2])],
        new Dictionary<string, string> { ["epoch"] = "1", ["step"] = "9", ["best_validation"] = "∞" })).Write);

    /// <summary>Weights that describe themselves, all of them 0.</summary>
    private static byte[] Described(VaeOptions options)
    {
        var fitted = options.Fitted();
        return Bytes.Written(new SafetensorsFile(
            ModelLayout.Tensors(fitted).Select(weight => SafetensorsTensor.FromSingles(weight.Name, weight.Shape,
                new float[weight.Shape.Aggregate(1L, (product, side) => product * side)])),
            new ModelDescription(fitted, Binarization.None).Strings()).Write);
    }

    private static byte[] Checkpoint()
    {
        using var stream = typeof(ModelTargets).Assembly.GetManifestResourceStream("seed-checkpoint.pt")!;
        return Bytes.Written(stream.CopyTo);
    }

    /// <summary>The checkpoint's pickle, and its other entries under the name of our own folder.</summary>
    private static (byte[] Pickle, (string, byte[])[] Others) Parts(byte[] checkpoint)
    {
        using var zip = new ZipArchive(new MemoryStream(checkpoint));
        var entries = zip.Entries.Select(entry => (Name: "archive" + entry.FullName[entry.FullName.IndexOf('/', StringComparison.Ordinal)..],
            Content: Bytes.Written(to =>
        {
            using var from = entry.Open();
            from.CopyTo(to);
        }))).ToList();
        return (entries.Single(entry => entry.Name == "archive/data.pkl").Content, [.. entries.Where(entry => entry.Name != "archive/data.pkl")]);
    }

    private static void ReadCheckpoint(byte[] file)
    {
        using var stream = new MemoryStream(file);
        Use(PytorchCheckpoint.Read(stream, "f").Weights);
    }

    private static void Use(SafetensorsFile file)
    {
        foreach (var tensor in file.Tensors)
            if (tensor.Type is SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64)
                tensor.AsSingles();
    }

    /// <summary>The header's length: it ends where its first brace is closed.</summary>
    private static byte[] MendLength(byte[] file)
    {
        var (depth, quoted) = (0, false);
        for (var i = 8; i < file.Length; i++)
        {
            if (file[i] == '"' && file[i - 1] != '\\')
                quoted = !quoted;
            if (quoted)
                continue;
            depth += file[i] == '{' ? 1 : file[i] == '}' ? -1 : 0;
            if (depth > 0)
                continue;
            BinaryPrimitives.WriteInt64LittleEndian(file, i + 1 - 8);
            break;
        }
        return file;
    }
}
