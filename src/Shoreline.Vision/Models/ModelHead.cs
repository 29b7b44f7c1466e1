namespace Shoreline.Vision.Models;

/// <summary>How the outputs of a model are read. What each reads: docs/formats/model.md.</summary>
public enum ModelHead
{
    /// <summary>YuNet: anchor-free faces with five landmarks.</summary>
    Yunet,

    /// <summary>Ultra-Light-Fast-Generic-Face-Detector: boxes and scores that are decoded already.</summary>
    Ultraface,

    /// <summary>YOLOX: anchor-free boxes of many classes, all strides in one output.</summary>
    Yolox,

    /// <summary>NanoDet: the sides of a box as distributions over bins.</summary>
    Nanodet,

    /// <summary>FastestDet: one grid, channels first.</summary>
    Fastestdet,

    /// <summary>MoveNet, single pose: the keypoints of one person.</summary>
    Movenet,

    /// <summary>A cascade of boosted Haar features in OpenCV's XML format; no tensors.</summary>
    Cascade,
}
