using Shoreline.Core;

namespace Shoreline.Vision.Native.OnnxRuntime;

/// <summary>ONNX Runtime refused something: its own message, and what we asked for.</summary>
public sealed class OnnxRuntimeException(string message, int code) : ShorelineException(message)
{
    /// <summary><c>OrtErrorCode</c> of onnxruntime_c_api.h.</summary>
    public int Code { get; } = code;
}
