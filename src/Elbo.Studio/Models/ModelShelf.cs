using Elbo.Runs;
using Elbo.Studio.Runs;

namespace Elbo.Studio.Models;

/// <summary>The models that pages use, loaded once for all of them; the least recently used is removed first.</summary>
internal sealed class ModelShelf
{
    /// <summary>An MNIST model with its codes takes about 20 MB, one on photographs about 200 MB.</summary>
    private const int MostModels = 3;

    private readonly LinkedList<(string Key, Task<Explored> Model)> shelf = new();
    private readonly Lock gate = new();

    /// <summary>The model of a run with its current weights.</summary>
    /// <exception cref="ElboException">The run has no weights, or they are damaged.</exception>
    public async Task<Explored> GetAsync(RunEntry run)
    {
        var key = $"{run.Folder.Root} {File.GetLastWriteTimeUtc(run.Folder.WeightsPath).Ticks}";
        Task<Explored> model;
        lock (gate)
        {
            var node = shelf.First;
            while (node is not null && node.Value.Key != key)
                node = node.Next;
            if (node is null)
                node = new((key, Task.Run(() => Load(run.Folder.ReadManifest(), run.Folder.Root))));
            else
                shelf.Remove(node);
            shelf.AddFirst(node);
            // Not disposed: a page may still decode with it. The collector frees unused models.
            if (shelf.Count > MostModels)
                shelf.RemoveLast();
            model = node.Value.Model;
        }
        try
        {
            return await model;
        }
        catch
        {
            lock (gate)
                shelf.Remove((key, model));
            throw;
        }
    }

    private static Explored Load(RunManifest manifest, string folder) =>
        manifest.Schema.Columns is null ? LoadedModel.Load(manifest, folder) : LoadedTable.Load(manifest, folder);
}
