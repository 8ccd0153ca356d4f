using System.Globalization;
using System.Numerics;

namespace Elbo.Files.Pytorch;

/// <summary>
/// Reads the pickle of a checkpoint: Python's stack machine, reduced to the opcodes that build numbers, text, lists, tuples, dictionaries
/// and tensors. Every other opcode, and every name that is not in <see cref="PickleGlobal"/>, is refused; nothing is executed.
/// What is of no use becomes a <see cref="PickleInert"/>. Each opcode adds at most one object, mark or name, of a few hundred bytes besides its
/// text, and at most a million are read, so memory is bounded whatever the pickle says.
/// Opcodes: https://github.com/python/cpython/blob/main/Lib/pickletools.py
/// </summary>
internal sealed class PickleReader(ReadOnlyMemory<byte> pickle, string file)
{
    private const int NewestProtocol = 5;

    /// <summary>torch.save takes about 45 opcodes for a tensor.</summary>
    internal const int MostOpcodes = 1_000_000;

    private const string Remedy = "In PyTorch, save only the weights: torch.save(model.state_dict(), \"weights.pt\")";

    private readonly PickleBytes bytes = new(pickle, file);
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];

    /// <summary>Reads the one value: null, bool, long, double, string, a list, a tuple (an array), a <see cref="PickleDictionary"/>, a
    /// <see cref="PytorchTensor"/>, or parts of one.</summary>
    /// <exception cref="ModelFileException">The pickle is damaged, or asks for more than is allowed.</exception>
    public object? Read()
    {
        for (var done = 0; done < MostOpcodes; done++)
        {
            var opcode = bytes.Byte();
            if (opcode == '.')
                return Pop();
            Execute(opcode);
        }
        throw new ModelFileException(string.Create(CultureInfo.InvariantCulture,
            $"{file}: its pickle has more than {MostOpcodes:N0} opcodes; about {MostOpcodes / 45:N0} tensors need that many. {Remedy}"));
    }

    private void Execute(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                if (bytes.Byte() is var protocol && protocol > NewestProtocol)
                    throw Refused($"protocol {protocol} of its pickle", $"protocols up to {NewestProtocol} are");
                break;
            case 0x95: // FRAME: a length that only matters when reading from a stream
                bytes.UInt64();
                break;
            case (byte)'N':
                stack.Add(null);
                break;
            case 0x88:
                stack.Add(true);
                break;
            case 0x89:
                stack.Add(false);
                break;
            case (byte)'J':
                stack.Add((long)bytes.Int32());
                break;
            case (byte)'K':
                stack.Add((long)bytes.Byte());
                break;
            case (byte)'M':
                stack.Add((long)bytes.UInt16());
                break;
            case 0x8A: // LONG1
                AddLong(bytes.Take(bytes.Byte()));
                break;
            case (byte)'G':
                stack.Add(bytes.Double());
                break;
            case (byte)'X': // BINUNICODE
            case (byte)'T': // BINSTRING, Python 2
                stack.Add(bytes.Text(bytes.UInt32()));
                break;
            case 0x8C: // SHORT_BINUNICODE
            case (byte)'U': // SHORT_BINSTRING, Python 2
                stack.Add(bytes.Text(bytes.Byte()));
                break;
            case 0x8D: // BINUNICODE8
                stack.Add(bytes.Text(bytes.UInt64()));
                break;
            case (byte)'B': // BINBYTES
                AddBytes(bytes.UInt32());
                break;
            case (byte)'C': // SHORT_BINBYTES
                AddBytes(bytes.Byte());
                break;
            case 0x8E: // BINBYTES8
                AddBytes(bytes.UInt64());
                break;
            case (byte)'(':
                marks.Push(stack.Count);
                break;
            case (byte)')':
                stack.Add(Array.Empty<object?>());
                break;
            case (byte)'t':
                stack.Add(PopToMark());
                break;
            case 0x85 or 0x86 or 0x87: // TUPLE1 … TUPLE3
                stack.Add(PopMany(opcode - 0x84));
                break;
            case (byte)']':
                stack.Add(new List<object?>());
                break;
            case (byte)'a':
                Append(PopMany(1));
                break;
            case (byte)'e':
                Append(PopToMark());
                break;
            case (byte)'}':
                stack.Add(new PickleDictionary());
                break;
            case (byte)'s':
                SetItems(PopMany(2));
                break;
            case (byte)'u':
                SetItems(PopToMark());
                break;
            case (byte)'q':
                memo[bytes.Byte()] = Peek<object?>("value");
                break;
            case (byte)'r':
                memo[bytes.UInt32()] = Peek<object?>("value");
                break;
            case 0x94: // MEMOIZE
                memo[(uint)memo.Count] = Peek<object?>("value");
                break;
            case (byte)'h':
                stack.Add(Remembered(bytes.Byte()));
                break;
            case (byte)'j':
                stack.Add(Remembered(bytes.UInt32()));
                break;
            case (byte)'c': // GLOBAL
                stack.Add(Global(bytes.Line(), bytes.Line()));
                break;
            case 0x93: // STACK_GLOBAL
                stack.Add(PopMany(2) is [string module, string name] ? Global(module, name) : throw bytes.Damaged("a name is not text"));
                break;
            case (byte)'Q': // BINPERSID
                stack.Add(Storage(Pop()));
                break;
            case (byte)'R': // REDUCE
                stack.Add(Call(PopMany(2)));
                break;
            case 0x81 when stack is [.., PickleGlobal type, object?[]] && PickleGlobal.IsInert(type): // NEWOBJ
                PopMany(2);
                stack.Add(PickleInert.Value);
                break;
            case (byte)'b': // BUILD: state_dict() attaches the modules' versions to its dictionary, which are not needed
                if (PopMany(2) is not [PickleDictionary or PickleInert, _] both)
                    throw Refused("setting the state of an object", "only that of a dictionary is");
                stack.Add(both[0]);
                break;
            default:
                throw Refused(
                    $"the opcode 0x{opcode:X2} at byte {bytes.Position - 1} of its pickle",
                    "only those that build tensors, numbers, text, lists and dictionaries are");
        }
    }

    private object Global(string module, string name)
    {
        // Its name in Python 2.
        var full = module == "__builtin__" ? $"builtins.{name}" : $"{module}.{name}";
        return PickleGlobal.Find(full) ?? throw Refused(Shown(full), "a checkpoint may build tensors, numbers, text, lists and dictionaries only");
    }

    private object Call(object?[] both)
    {
        if (both is not [PickleGlobal global, object?[] arguments])
            throw Refused("a call to something that is not a function", "only calls that build tensors are");
        return global.Call(arguments) ?? throw bytes.Damaged($"{global.Name} got arguments that it does not take");
    }

    /// <summary>A storage, as torch.save names it: ("storage", type, key, device, elements).</summary>
    private PytorchStorage Storage(object? id) => id is object?[] and ["storage", PytorchStorageType type, string key, string, long count]
        ? new(type, key, count)
        : throw bytes.Damaged("a storage is not described as torch.save describes it");

    private void Append(object?[] items)
    {
        if (Peek<object?>("list") is not PickleInert)
            Peek<List<object?>>("list").AddRange(items);
    }

    /// <summary>Bytes occur in numpy's arrays only; torch.save keeps tensors outside the pickle.</summary>
    private void AddBytes(ulong length)
    {
        bytes.Take(length);
        stack.Add(PickleInert.Value);
    }

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0)
            throw bytes.Damaged("a key has no value");
        if (Peek<object?>("dictionary") is PickleInert)
            return;
        var dictionary = Peek<PickleDictionary>("dictionary");
        for (var i = 0; i < items.Length; i += 2)
            dictionary.Add(items[i], items[i + 1]);
    }

    /// <summary>A whole number of any length; as a double if it takes more than 64 bits.</summary>
    private void AddLong(ReadOnlySpan<byte> number)
    {
        var whole = new BigInteger(number);
        stack.Add(whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : (object)(double)whole);
    }

    private object? Remembered(uint index) =>
        memo.TryGetValue(index, out var value) ? value : throw bytes.Damaged($"it refers to value {index}, which it has not created");

    private object? Pop() => PopMany(1)[0];

    private object?[] PopMany(int count)
    {
        if (stack.Count - count < (marks.TryPeek(out var mark) ? mark : 0))
            throw bytes.Damaged($"values are missing at byte {bytes.Position}");
        object?[] popped = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return popped;
    }

    private object?[] PopToMark()
    {
        if (!marks.TryPop(out var mark))
            throw bytes.Damaged($"a mark is missing at byte {bytes.Position}");
        object?[] popped = [.. stack[mark..]];
        stack.RemoveRange(mark, stack.Count - mark);
        return popped;
    }

    private T Peek<T>(string what) =>
        stack.Count > (marks.TryPeek(out var mark) ? mark : 0) && stack[^1] is var top && (top is T || typeof(T) == typeof(object))
        ? (T)top!
        : throw bytes.Damaged($"a {what} is missing at byte {bytes.Position}");

    private ModelFileException Refused(string what, string allowed) =>
        new($"{file}: {what} is not allowed; {allowed}. No code of the file was executed. {Remedy}");

    /// <summary>A foreign name in a message: short and printable.</summary>
    private static string Shown(string name) =>
        string.Concat(name.Take(100).Select(character => char.IsControl(character) ? '?' : character)) + (name.Length > 100 ? "…" : "");
}
