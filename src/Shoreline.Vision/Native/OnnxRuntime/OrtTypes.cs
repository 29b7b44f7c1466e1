namespace Shoreline.Vision.Native.OnnxRuntime;

/// <summary>onnxruntime_c_api.h, <c>OrtLoggingLevel</c>.</summary>
internal enum OrtLoggingLevel
{
    Verbose,
    Info,
    Warning,
    Error,
    Fatal,
}

/// <summary>onnxruntime_c_api.h, <c>GraphOptimizationLevel</c>.</summary>
internal enum GraphOptimizationLevel
{
    None = 0,
    Basic = 1,
    Extended = 2,
    All = 99,
}

/// <summary>onnxruntime_c_api.h, <c>ONNXTensorElementDataType</c>; those that our models use.</summary>
internal enum TensorElementType
{
    Undefined = 0,
    Float32 = 1,
    UInt8 = 2,
    Int32 = 6,
    Int64 = 7,
}

/// <summary>onnxruntime_c_api.h, <c>OrtAllocatorType</c>.</summary>
internal enum OrtAllocatorType
{
    Device = 0,
    Arena = 1,
}

/// <summary>onnxruntime_c_api.h, <c>OrtMemType</c>.</summary>
internal enum OrtMemType
{
    Default = 0,
}
