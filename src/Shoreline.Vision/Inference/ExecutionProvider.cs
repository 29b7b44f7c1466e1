using Shoreline.Core;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Inference;

/// <summary>An execution provider of ONNX Runtime, as it is asked for: <c>name</c> or <c>name:key=value,key=value</c>.</summary>
internal sealed record ExecutionProvider(string Name, IReadOnlyList<(string Key, string Value)> Options)
{
    /// <summary>The processor: part of every ONNX Runtime.</summary>
    public const string Cpu = "cpu";

    private const string Suffix = "ExecutionProvider";

    /// <summary>Providers that <c>SessionOptionsAppendExecutionProvider</c> does not know.</summary>
    private static readonly HashSet<string> OfTheirOwn =
    [
        "CUDAExecutionProvider", "TensorrtExecutionProvider", "ROCMExecutionProvider", "CANNExecutionProvider",
        "DnnlExecutionProvider", "ACLExecutionProvider",
    ];

    public bool IsCpu => Name.Equals(Cpu, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="InvalidInputException">The text has another form.</exception>
    public static ExecutionProvider Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (name, rest) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        if (name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)) name = name[..^Suffix.Length];
        if (name.Length == 0) throw Malformed(text);
        List<(string, string)> options = [];
        foreach (var part in rest.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == part.Length - 1) throw Malformed(text);
            options.Add((part[..equals], part[(equals + 1)..]));
        }
        var provider = new ExecutionProvider(name, options);
        if (provider.IsCpu && options.Count > 0)
        {
            throw new InvalidInputException(
                $"The execution provider '{text}' has options, but the processor takes none: write 'cpu', and set the threads apart.");
        }
        return provider;
    }

    /// <summary>Whether the loaded library has it.</summary>
    /// <exception cref="InvalidInputException">It does not; the message names those that it has.</exception>
    public void Check()
    {
        if (!IsCpu) _ = Find();
    }

    /// <summary>Has a session use it, before the processor.</summary>
    /// <exception cref="InvalidInputException">The library does not have it, or it refuses its options.</exception>
    public void AppendTo(OrtSessionOptionsHandle options)
    {
        if (IsCpu) return; // it is there without being asked for
        var name = Find();
        try
        {
            OrtRuntime.AppendProvider(options, name, Options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidInputException($"The execution provider '{name}' cannot be set up: {e.Message}", e);
        }
    }

    /// <summary>The name as the library writes it, with its ending: the short forms differ from it in their letters.</summary>
    private string Find()
    {
        var all = OrtRuntime.Providers;
        var usable = all.Where(provider => !OfTheirOwn.Contains(provider)).ToList();
        if (usable.Find(IsMeant) is { } found) return found;
        var shortNames = usable.Select(provider => provider.Replace(Suffix, "", StringComparison.Ordinal).ToLowerInvariant());
        var names = string.Join(", ", shortNames.Order());
        throw new InvalidInputException(all.Any(IsMeant)
            ? $"The execution provider '{Name}' of ONNX Runtime is set up by functions of its own, which Shoreline does not call: " +
              $"name one of {names}."
            : $"This ONNX Runtime {OrtRuntime.Version} has no execution provider '{Name}': it has {names}. " +
              "Name one of them, or set SHORELINE_LIB_ONNXRUNTIME to the path of a library that has it.");

        bool IsMeant(string provider) => provider.Equals(Name + Suffix, StringComparison.OrdinalIgnoreCase);
    }

    private static InvalidInputException Malformed(string text) => new(
        $"'{text}' is no execution provider: write a name such as 'cpu', or a name and its options: 'xnnpack:intra_op_num_threads=2'.");
}
