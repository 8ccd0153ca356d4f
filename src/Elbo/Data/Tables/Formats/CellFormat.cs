using System.Globalization;
using System.Text.Json.Serialization;

namespace Elbo.Data.Tables;

/// <summary>How the cells of a column write numbers that are not plain: amounts, dates, times. Kept with the run, so that later tables are read, and
/// synthetic rows written, in the same way.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(AmountFormat), "amount")]
[JsonDerivedType(typeof(DateFormat), "date")]
[JsonDerivedType(typeof(TimeFormat), "time")]
[JsonDerivedType(typeof(DurationFormat), "duration")]
[JsonDerivedType(typeof(WeekFormat), "week")]
[JsonDerivedType(typeof(WeekdayFormat), "weekday")]
[JsonDerivedType(typeof(ClockFormat), "clock")]
internal abstract record CellFormat
{
    /// <summary>The most decimals of the numbers.</summary>
    [JsonIgnore]
    public virtual int Decimals => 0;

    /// <summary>The kind of its columns; null if their numbers decide.</summary>
    [JsonIgnore]
    public virtual ColumnKind? Kind => null;

    /// <summary>The format in a few words: <c>dates as dd.MM.yyyy</c>.</summary>
    public abstract string Describe();

    /// <summary>Reads the number of a cell.</summary>
    public abstract bool TryRead(string cell, out double number);

    /// <summary>A number as the file writes it.</summary>
    public abstract string Write(double number);

    /// <summary>A cell as a plain number or name; one of another format as it is.</summary>
    /// <param name="cell">As it is written.</param>
    /// <param name="words">How numbers of the file are understood.</param>
    public virtual string Plain(string cell, CellWords words) =>
        TryRead(cell, out var number) ? words.Written(number.ToString("R", CultureInfo.InvariantCulture)) : cell;
}
