using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Elbo.Files;

namespace Elbo.Data.Tables.Plain;

/// <summary>Reads plain text tables with known columns in blocks, on all processors; never more than a few blocks are in memory.</summary>
internal static class PlainTable
{
    /// <summary>Reads the rows of a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="isUnknownInfinite">True refuses infinite numbers, which otherwise count as missing.</param>
    /// <param name="work">Takes the rows of a block, on any thread.</param>
    /// <param name="take">Takes what it returned and the share of the file that is read, in the order of the file, one at a time.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>The layout; null if the file is not plain, perhaps after some blocks: whatever was taken is then void.</returns>
    /// <exception cref="DataException">The file cannot be read, or <paramref name="work"/> or <paramref name="take"/> refuses it.</exception>
    public static PlainLayout? TryRead<T>(
        TableSource source, IReadOnlyList<Column> columns, bool isUnknownInfinite, Func<PlainRows, T> work, Action<PlainRows, T, double> take,
        CancellationToken cancellation = default)
    {
        if (FileFormat.Of(source.Path) is var format && format.Table is not null && format != FileFormat.Csv)
            return null;
        return GzipFile.Read(source.Path, stream =>
        {
            var head = new byte[PlainLayout.Looked];
            var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (PlainLayout.Find(head.AsSpan(0, read), source) is not { } layout)
                return null;
            var length = stream.CanSeek ? stream.Length : 0;
            var reading = new Reading<T>(new(stream, head.AsMemory(0, read), layout.Header), length, work, take);
            var isNaming = layout.Names.Select(name => columns.All(column => column.Source != name)).ToArray();
            return reading.Run(() => new(layout, columns, CellWords.Of(source.Options), isUnknownInfinite, isNaming), cancellation) ? layout : null;
        });
    }

    /// <summary>Several threads read blocks, and one of them at a time takes results in order.</summary>
    private sealed class Reading<T>(PlainBlocks blocks, long length, Func<PlainRows, T> work, Action<PlainRows, T, double> take)
    {
        private readonly Lock reading = new(), taking = new();
        private readonly Dictionary<int, (PlainRows Rows, T Result)> waiting = [];
        private volatile bool isPlain = true;
        private int next;
        private long rows;

        public bool Run(Func<PlainParser> parser, CancellationToken cancellation)
        {
            try
            {
                Parallel.ForEach(
                    Partitioner.Create(Enumerable.Range(0, Environment.ProcessorCount), EnumerablePartitionerOptions.NoBuffering),
                    new ParallelOptions { CancellationToken = cancellation }, _ => ReadBlocks(parser(), cancellation));
            }
            catch (AggregateException e) when (e.InnerExceptions[0] is ElboException or OperationCanceledException)
            {
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            }
            return isPlain && rows > 0;
        }

        private void ReadBlocks(PlainParser parser, CancellationToken cancellation)
        {
            PlainBlock? block = null;
            while (isPlain)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    lock (reading)
                    {
                        block = blocks.Next(block?.Bytes, out var isShort);
                        if (!isShort)
                            isPlain = false;
                    }
                    if (block is null)
                        return;
                    var found = parser.Parse(block);
                    if (found is null || found.FirstRow + found.Count > int.MaxValue)
                        isPlain = false;
                    else
                        Take(block.Number, found, work(found));
                }
                catch
                {
                    isPlain = false; // the other threads stop too
                    throw;
                }
            }
        }

        private void Take(int number, PlainRows found, T result)
        {
            lock (taking)
            {
                waiting.Add(number, (found, result));
                for (; waiting.Remove(next, out var ready); next++)
                {
                    rows += ready.Rows.Count;
                    take(ready.Rows, ready.Result, length > 0 ? (double)blocks.Position / length : 0);
                }
            }
        }
    }
}
