using CsCheck;
using Elbo.Exchange;
using Elbo.Files.Pytorch;
using static Elbo.Tests.Files.Pytorch.PickleBuilder;

namespace Elbo.Tests.Files.Pytorch;

/// <summary>Damaged checkpoints give a value or a <see cref="ModelFileException"/>, whatever the bytes.</summary>
public sealed class PytorchFuzzTests
{
    private static byte[] Valid => Archive(
        Pickle(Dictionary(("model_state_dict", Dictionary(("w", Tensor("0", 6, 0, [3, 2], [1, 3])), ("b", Tensor("1", 2, 0, [2], [1])))),
            ("model", Dictionary(("input_size", Whole(2)))))),
        entries: [("data/0", Floats(1, 2, 3, 4, 5, 6)), ("data/1", Floats(1, 2)), ("version", "3\n"u8.ToArray())]).ToArray();

    private static void Try(byte[] bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes);
            Assert.InRange(PytorchCheckpoint.Read(stream, "f").Weights.Tensors.Sum(tensor => tensor.AsSingles().Length), 0, 1000);
        }
        catch (ModelFileException)
        {
        }
    }

    [Fact]
    public void Read_CutAnywhere_Throws()
    {
        var bytes = Valid;
        for (var length = 0; length < bytes.Length; length++)
        {
            using var stream = new MemoryStream(bytes[..length]);
            Assert.Throws<ModelFileException>(() => PytorchCheckpoint.Read(stream, "f"));
        }
    }

    [Fact]
    public void Read_BytesOfTheArchiveChanged_GivesAValueOrModelFileException()
    {
        var bytes = Valid;
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var changed = (byte[])bytes.Clone();
            foreach (var (index, value) in changes)
                changed[index] = value;
            Try(changed);
        }, iter: 5000);
    }

    [Fact]
    public void Read_OpcodesAtRandom_GivesAValueOrModelFileException()
    {
        // Allowed opcodes with small arguments, so that many programs run for a while.
        byte[][] words =
        [
            [(byte)'N'], [0x88], [(byte)'K', 3], [(byte)'('], [(byte)')'], [(byte)'t'], [0x85], [0x86], [0x87], [(byte)']'], [(byte)'a'], [(byte)'e'],
            [(byte)'}'],
            [(byte)'s'], [(byte)'u'], [(byte)'q', 0], [(byte)'h', 0], [0x94], [(byte)'Q'], [(byte)'R'], [(byte)'b'], [(byte)'.'], [0x8A, 1, 255],
            Text("storage"), Text("a"), Global("torch", "FloatStorage"), Global("collections", "OrderedDict"), Global("torch._utils", "_rebuild_tensor_v2"),
        ];
        Gen.Int[0, words.Length - 1].Array[1, 40].Sample(
            indices => Try(Archive(Pickle([.. indices.Select(i => words[i])]), entries: ("data/a", Floats(1, 2, 3))).ToArray()), iter: 5000);
    }
}
