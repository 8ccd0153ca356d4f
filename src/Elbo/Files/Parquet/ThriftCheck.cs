namespace Elbo.Files.Parquet;

/// <summary>
/// Checks a structure of Thrift's compact protocol without building anything: every length must be within the bytes, and the fields of Parquet's
/// structures must have their known types. Parquet.Net 6.1 reads by those types whatever the file says, takes the end of its
/// bytes for more of them, trusts every length, and loses its position after an unknown structure: a damaged file keeps it busy forever.
/// Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
/// </summary>
/// <param name="bytes">The structure, read from the current position.</param>
/// <param name="end">The position at which it must have ended.</param>
internal sealed class ThriftCheck(Stream bytes, long end)
{
    private const int MostDepth = 24;

    private const int True = 1, False = 2, Byte = 3, I16 = 4, I32 = 5, I64 = 6, Double = 7, Binary = 8, List = 9, Set = 10, Map = 11, Struct = 12;

    /// <summary>The numbers and booleans (1 for true) found, by structure name and field; the last of each.</summary>
    public Dictionary<(string Struct, int Field), long> Numbers { get; } = [];

    /// <summary>Checks a structure.</summary>
    /// <exception cref="InvalidDataException">A length is too large, a type is not the known one, or a structure in it is unknown.</exception>
    public void Walk(string name, int depth = 0)
    {
        var field = 0;
        while (Next() is not 0 and var header)
        {
            field = (short)(header >> 4 is not 0 and var step ? field + step : ZigZag(Number(32)));
            var type = header & 15;
            var known = ParquetStructs.Field(name, field);
            if (known is not null && !known.Fits(type))
                throw new InvalidDataException($"field {field} of {name} is of type {type}");
            if (type is I16 or I32 or I64)
                Numbers[(name, field)] = ZigZag(Number(type == I64 ? 64 : 32));
            else if (type is True or False)
                Numbers[(name, field)] = type == True ? 1 : 0;
            else
                Field(type, known, depth);
        }
    }

    private void Field(int type, ParquetField? known, int depth)
    {
        if (depth > MostDepth)
            throw new InvalidDataException("its structures are nested too deep");
        switch (type)
        {
            case True or False: // the type is the value
                break;
            case Byte:
                Next();
                break;
            case I16 or I32 or I64:
                Number(type == I64 ? 64 : 32);
                break;
            case Double:
                Skip(sizeof(double));
                break;
            case Binary:
                Skip(Number(32));
                break;
            case List or Set:
                Elements(known, depth);
                break;
            case Map:
                Pairs(depth);
                break;
            case Struct:
                if (known?.Struct is { } name)
                    Walk(name, depth + 1);
                // The library skips unknown fields of a structure, but not their content.
                else if (Next() != 0)
                    throw new InvalidDataException("it holds a structure that the reader does not know");
                break;
            default:
                throw new InvalidDataException($"type {type} is not a Thrift type");
        }
    }

    private void Elements(ParquetField? known, int depth)
    {
        var header = Next();
        var count = header >> 4 is 15 ? Number(32) : (ulong)(header >> 4);
        var type = header & 15;
        if (known is not null && known.Element != type && count > 0)
            throw new InvalidDataException($"a list of {known.Name} holds elements of type {type}");
        Repeat(count, type, () => Field(type, known?.OfElement, depth + 1));
    }

    private void Pairs(int depth)
    {
        if (Number(32) is not 0 and var count && Next() is var types)
            Repeat(count, types & 15, () =>
            {
                Field(types >> 4, null, depth + 1);
                Field(types & 15, null, depth + 1);
            });
    }

    private void Repeat(ulong count, int type, Action walk)
    {
        // By the standard a boolean in a list takes a byte; some readers expect none.
        if (type is True or False && count > 0)
            throw new InvalidDataException("a list holds booleans");
        if (count > (ulong)(end - bytes.Position))
            throw new InvalidDataException($"a list of {count} elements is longer than the file");
        for (; count > 0; count--)
            walk();
    }

    private int Next() => bytes.Position < end && bytes.ReadByte() is >= 0 and var value ? value : throw new InvalidDataException("a structure does not end");

    /// <summary>A number of the given bits, seven per byte. The library misreads a number with more bits.</summary>
    private ulong Number(int bits)
    {
        var number = 0UL;
        for (var shift = 0; shift < bits; shift += 7)
        {
            var part = Next();
            if (shift + 7 > bits && part >> (bits - shift) != 0)
                throw new InvalidDataException($"a number has more than {bits} bits");
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return number;
        }
        throw new InvalidDataException($"a number has more than {bits} bits");
    }

    private void Skip(ulong length)
    {
        if (length > (ulong)(end - bytes.Position))
            throw new InvalidDataException($"{length} bytes are more than the file has");
        bytes.Position += (long)length;
    }

    private static long ZigZag(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);
}
