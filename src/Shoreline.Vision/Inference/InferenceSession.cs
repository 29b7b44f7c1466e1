using System.Runtime.InteropServices;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Inference;

/// <summary>A model loaded into ONNX Runtime. Immutable and thread-safe; the tensors it runs on belong to the caller.</summary>
internal sealed unsafe class InferenceSession : IDisposable
{
    private readonly OrtSessionHandle _session;

    /// <param name="writeTo">Where the optimised graph is written; null for nowhere.</param>
    /// <exception cref="OnnxRuntimeException">The bytes are not a model that this ONNX Runtime can run, or the graph cannot be
    /// written.</exception>
    /// <exception cref="Core.InvalidInputException">The library does not have the execution provider.</exception>
    public InferenceSession(ReadOnlySpan<byte> model, InferenceOptions options, string? writeTo = null)
    {
        using var native = CreateOptions(options);
        if (writeTo is not null) WriteGraphTo(native, writeTo);
        nint session;
        fixed (byte* bytes = model)
        {
            OrtRuntime.Check(
                OrtRuntime.Api->CreateSessionFromArray(
                    OrtRuntime.Environment, bytes, (nuint)model.Length, native.DangerousGetHandle(), &session),
                "load the model");
        }
        _session = new OrtSessionHandle(session);
        Inputs = Describe(inputs: true);
        Outputs = Describe(inputs: false);
    }

    public IReadOnlyList<TensorShape> Inputs { get; }

    public IReadOnlyList<TensorShape> Outputs { get; }

    /// <summary>Runs the model. Blocks until it is done.</summary>
    public void Run(TensorBinding binding) // hot: per frame
    {
        OrtRuntime.Check(
            OrtRuntime.Api->Run(
                _session.DangerousGetHandle(), 0, binding.InputNames, binding.InputValues, (nuint)binding.InputCount,
                binding.OutputNames, (nuint)binding.OutputCount, binding.OutputValues),
            "run the model");
    }

    public void Dispose() => _session.Dispose();

    private static OrtSessionOptionsHandle CreateOptions(InferenceOptions options)
    {
        var api = OrtRuntime.Api;
        nint native;
        OrtRuntime.Check(api->CreateSessionOptions(&native), "make session options");
        var handle = new OrtSessionOptionsHandle(native);
        OrtRuntime.Check(api->SetSessionGraphOptimizationLevel(native, LevelOf(options.Optimization)), "set the optimisation level");
        OrtRuntime.Check(api->SetIntraOpNumThreads(native, options.Threads), "set the number of threads");
        // Old exports list their weights as inputs too, and the runtime warns about each of them.
        OrtRuntime.Check(api->SetSessionLogSeverityLevel(native, OrtLoggingLevel.Error), "set the log level");
        fixed (byte* key = "session.intra_op.allow_spinning"u8, value = options.Spin ? "1"u8 : "0"u8)
        {
            OrtRuntime.Check(api->AddSessionConfigEntry(native, key, value), "set spinning");
        }
        ExecutionProvider.Parse(options.Provider).AppendTo(handle);
        return handle;
    }

    private static GraphOptimizationLevel LevelOf(GraphOptimization optimization) => optimization switch
    {
        GraphOptimization.None => GraphOptimizationLevel.None,
        GraphOptimization.Basic => GraphOptimizationLevel.Basic,
        GraphOptimization.Extended => GraphOptimizationLevel.Extended,
        _ => GraphOptimizationLevel.All,
    };

    private static void WriteGraphTo(OrtSessionOptionsHandle options, string path)
    {
        var native = (byte*)Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            OrtRuntime.Check(OrtRuntime.Api->SetOptimizedModelFilePath(options.DangerousGetHandle(), native), "set the path of the graph");
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)native);
        }
    }

    private TensorShape[] Describe(bool inputs)
    {
        var api = OrtRuntime.Api;
        var session = _session.DangerousGetHandle();
        nuint count;
        OrtRuntime.Check(inputs ? api->SessionGetInputCount(session, &count) : api->SessionGetOutputCount(session, &count), "count tensors");
        var shapes = new TensorShape[(int)count];
        for (nuint i = 0; i < count; i++) shapes[(int)i] = DescribeOne(api, session, i, inputs);
        return shapes;
    }

    private static TensorShape DescribeOne(OrtApi* api, nint session, nuint index, bool input)
    {
        nint info, tensor;
        OrtRuntime.Check(
            input ? api->SessionGetInputTypeInfo(session, index, &info) : api->SessionGetOutputTypeInfo(session, index, &info),
            "describe a tensor");
        using var owned = new OrtTypeInfoHandle(info);
        OrtRuntime.Check(api->CastTypeInfoToTensorInfo(info, &tensor), "describe a tensor");
        if (tensor == 0) return new TensorShape(Name(api, session, index, input), TensorElementType.Undefined, []); // a map or a sequence

        TensorElementType type;
        nuint rank;
        OrtRuntime.Check(api->GetTensorElementType(tensor, &type), "read a tensor's type");
        OrtRuntime.Check(api->GetDimensionsCount(tensor, &rank), "read a tensor's rank");
        var dimensions = new long[(int)rank];
        fixed (long* values = dimensions)
        {
            OrtRuntime.Check(api->GetDimensions(tensor, values, rank), "read a tensor's shape");
        }
        return new TensorShape(Name(api, session, index, input), type, dimensions);
    }

    private static string Name(OrtApi* api, nint session, nuint index, bool input)
    {
        nint allocator;
        byte* name;
        OrtRuntime.Check(api->GetAllocatorWithDefaultOptions(&allocator), "find the allocator");
        OrtRuntime.Check(
            input ? api->SessionGetInputName(session, index, allocator, &name) : api->SessionGetOutputName(session, index, allocator, &name),
            "read a tensor's name");
        var text = Marshal.PtrToStringUTF8((nint)name) ?? "";
        OrtRuntime.Check(api->AllocatorFree(allocator, name), "free a name");
        return text;
    }
}
