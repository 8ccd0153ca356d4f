using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference;

/// <summary>Opens the files of an export.</summary>
internal static class OnnxSession
{
    /// <summary>The columns of a table, in the metadata of its graphs.</summary>
    public const string Columns = "elbo.columns", Given = "elbo.given";

    /// <exception cref="InferenceException">The file is missing or damaged, or not the part of an exported model that its name says.</exception>
    public static InferenceSession Open(string path, InferenceOptions options)
    {
        if (!File.Exists(path))
            throw new InferenceException($"{path} does not exist. Name a folder written by elbo export.");
        if (new FileInfo(path).Length == 0) // ONNX Runtime would wait for the writer of a pipe, and read a device to its end
            throw new InferenceException($"{path} is empty or not a regular file. Export the model again with elbo export.");
        try
        {
            using var settings = ExecutionProvider.Session(options);
            return new(path, settings);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"{path} cannot be loaded: {Sentence(e)} Export the model again with elbo export.", e);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw ExecutionProvider.NoLibrary(e);
        }
    }

    /// <exception cref="InferenceException">The file is another part than its name says.</exception>
    public static void ThrowIfOtherPart(InferenceSession session, string path)
    {
        var (expected, found) = (Path.GetFileNameWithoutExtension(path), session.ModelMetadata.CustomMetadataMap.GetValueOrDefault("elbo.part"));
        if (found != expected)
            throw new InferenceException(found is null
                ? $"{path} is not a model exported by Elbo; the part '{expected}' is needed. Name a folder written by elbo export."
                : $"{path} is the part '{found}' of an exported model, not the part '{expected}'. Name a folder written by elbo export.");
    }

    /// <summary>The message of another library as one sentence.</summary>
    public static string Sentence(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ') + ".";
}
