using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference;

/// <summary>What runs a model: the processor, or a device for which ONNX Runtime's native package was built.</summary>
internal static class ExecutionProvider
{
    public const string Cpu = "cpu";

    private const string Suffix = "ExecutionProvider";

    public static bool IsCpu(string name) => string.Equals(name, Cpu, StringComparison.OrdinalIgnoreCase);

    /// <summary>ONNX Runtime's own spelling of a provider's name: CUDA, Dml, CoreML.</summary>
    /// <exception cref="InferenceException">The native package lacks it.</exception>
    public static string Find(string name)
    {
        var available = Available();
        return Array.Find(available, one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InferenceException(
                $"The execution provider '{name}' is not in this program's ONNX Runtime, which has: "
                + $"{string.Join(", ", available.Select(one => one.ToLowerInvariant()))}. {Remedy(name)}");
    }

    /// <summary>The session options that are asked for, to be disposed by the caller.</summary>
    /// <exception cref="InferenceException">The provider cannot be started.</exception>
    public static SessionOptions Session(InferenceOptions options)
    {
        if (options.Session is { } make)
            try
            {
                return make();
            }
            catch (OnnxRuntimeException e)
            {
                throw new InferenceException(
                    $"The session options cannot be made: {OnnxSession.Sentence(e)} Correct the function InferenceOptions.Session.", e);
            }
        var session = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = options.InterOpThreads,
            ExecutionMode = options.InterOpThreads > 1 ? ExecutionMode.ORT_PARALLEL : ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            if (!IsCpu(options.Provider))
                Append(session, Find(options.Provider), options.ProviderOptions.ToDictionary());
            return session;
        }
        catch (Exception e)
        {
            session.Dispose();
            if (e is not OnnxRuntimeException)
                throw;
            throw new InferenceException(
                $"The execution provider '{options.Provider}' cannot be started: {OnnxSession.Sentence(e)} Install what it needs (drivers, libraries), check "
                + $"ProviderOptions, or set Provider to '{Cpu}'.", e);
        }
    }

    public static InferenceException NoLibrary(Exception e) => new(
        $"ONNX Runtime's native library cannot be loaded on this system: {OnnxSession.Sentence(e.GetBaseException())} "
        + "Publish for the right platform, such as linux-x64.", e);

    private static string[] Available()
    {
        try
        {
            return [.. OrtEnv.Instance().GetAvailableProviders().Select(one => one.Replace(Suffix, "", StringComparison.Ordinal))];
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw NoLibrary(e);
        }
    }

    private static void Append(SessionOptions session, string name, Dictionary<string, string> options)
    {
        switch (name)
        {
            case "CUDA":
                using (var cuda = new OrtCUDAProviderOptions())
                {
                    cuda.UpdateOptions(options);
                    session.AppendExecutionProvider_CUDA(cuda);
                }
                break;
            case "Tensorrt":
                using (var tensorRt = new OrtTensorRTProviderOptions())
                {
                    tensorRt.UpdateOptions(options);
                    session.AppendExecutionProvider_Tensorrt(tensorRt);
                }
                break;
            case "Dml":
                // https://onnxruntime.ai/docs/execution-providers/DirectML-ExecutionProvider.html#configuration-options
                session.EnableMemoryPattern = false;
                session.AppendExecutionProvider_DML(options.TryGetValue("device_id", out var device) && int.TryParse(device, out var id) ? id : 0);
                break;
            default:
                session.AppendExecutionProvider(name == "Xnnpack" ? "XNNPACK" : name, options);
                break;
        }
    }

    private static string Remedy(string name) => name.ToLowerInvariant() switch
    {
        "cuda" or "tensorrt" => Package("Microsoft.ML.OnnxRuntime.Gpu"),
        "dml" => Package("Microsoft.ML.OnnxRuntime.DirectML"),
        "qnn" => Package("Microsoft.ML.OnnxRuntime.QNN"),
        "openvino" => Package("Intel.ML.OnnxRuntime.OpenVino"),
        "coreml" => "It exists on macOS and iOS only.",
        _ => "Name one of these, or reference the native package that has it.",
    };

    private static string Package(string id) =>
        $"Reference the package {id} and exclude the assets of Microsoft.ML.OnnxRuntime (docs/inference.md), or set Provider to '{Cpu}'.";
}
