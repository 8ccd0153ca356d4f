using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Elbo.Training;

/// <summary>How often a checkpoint is written within an epoch. After an epoch one is written where ten seconds have passed since the last, or after
/// each where epochs are what counts, and at the end and where training is stopped in any case.</summary>
[JsonConverter(typeof(CheckpointIntervalJson))]
public sealed record CheckpointInterval
{
    private static readonly TimeSpan BetweenEpochs = TimeSpan.FromSeconds(10);

    private CheckpointInterval()
    {
    }

    /// <summary>After each epoch, none within one.</summary>
    public static CheckpointInterval Epoch { get; } = new();

    /// <summary>After a minute, wherever training is.</summary>
    public static CheckpointInterval Default { get; } = After(TimeSpan.FromMinutes(1));

    /// <summary>Time between two; null if steps or epochs count.</summary>
    public TimeSpan? Time { get; private init; }

    /// <summary>Steps between two; null if time or epochs count.</summary>
    public long? Steps { get; private init; }

    /// <summary>At the first step's end after some time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public static CheckpointInterval After(TimeSpan time) =>
        time > TimeSpan.Zero ? new() { Time = time } : throw new ArgumentOutOfRangeException(nameof(time), time, "It must be above 0.");

    /// <summary>After a number of steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static CheckpointInterval EverySteps(long steps) =>
        steps >= 1 ? new() { Steps = steps } : throw new ArgumentOutOfRangeException(nameof(steps), steps, "It must be at least 1.");

    /// <summary>Reads <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1000 steps</c> or <c>1 epoch</c>; null where the text is none of these.</summary>
    public static CheckpointInterval? Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (!int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            return null;
        return text[digits..].Trim() switch
        {
            "s" => After(TimeSpan.FromSeconds(number)),
            "m" => After(TimeSpan.FromMinutes(number)),
            "h" => After(TimeSpan.FromHours(number)),
            "step" or "steps" => EverySteps(number),
            "epoch" when number == 1 => Epoch,
            _ => null,
        };
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{this switch
    {
        { Time: { } time } => $"{time.TotalSeconds}s",
        { Steps: { } steps } => steps == 1 ? "1 step" : $"{steps} steps",
        _ => "1 epoch",
    }}");

    internal bool IsDue(long steps, TimeSpan time) => steps >= Steps || time >= Time;

    /// <summary>Whether it is time for the next when an epoch ends.</summary>
    /// <inheritdoc cref="IsDue"/>
    internal bool IsDueAfterEpoch(long steps, TimeSpan time) => this == Epoch || IsDue(steps, time) || time >= BetweenEpochs;
}

internal sealed class CheckpointIntervalJson : JsonConverter<CheckpointInterval>
{
    public override CheckpointInterval Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && CheckpointInterval.Parse(reader.GetString()!) is { } interval
            ? interval
            : throw new JsonException("A checkpoint interval is written as 30s, 1000 steps or 1 epoch.");

    public override void Write(Utf8JsonWriter writer, CheckpointInterval value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
