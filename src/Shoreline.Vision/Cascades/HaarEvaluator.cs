using System.Runtime.CompilerServices;

namespace Shoreline.Vision.Cascades;

/// <summary>Runs a cascade on windows of integral images of one stride: the rectangles are offsets by then, and a window a pointer.</summary>
internal sealed unsafe class HaarEvaluator
{
    private readonly HaarCascade _cascade;
    private readonly Corners[] _features;
    private readonly float _normArea;
    private readonly int _normTopLeft;
    private readonly int _normTopRight;
    private readonly int _normBottomLeft;
    private readonly int _normBottomRight;

    public HaarEvaluator(HaarCascade cascade, int stride)
    {
        _cascade = cascade;
        _features = Array.ConvertAll(cascade.Features, feature => new Corners(feature, stride));
        // Contrast is measured over the window without its rim; that is how the cascades were trained.
        var (width, height) = (cascade.WindowWidth - 2, cascade.WindowHeight - 2);
        _normArea = width * height;
        _normTopLeft = stride + 1;
        _normTopRight = _normTopLeft + width;
        _normBottomLeft = _normTopLeft + (height * stride);
        _normBottomRight = _normBottomLeft + width;
    }

    /// <summary>Whether the window whose top left corner <paramref name="sums"/> and <paramref name="squares"/> point to passes all stages.</summary>
    /// <param name="rejectedAtFirst">Whether the very first stage refused it, which makes its neighbour unlikely too.</param>
    public bool Accepts(uint* sums, uint* squares, out bool rejectedAtFirst) // hot: per window
    {
        rejectedAtFirst = false;
        var sum = (double)(sums[_normTopLeft] - sums[_normTopRight] - sums[_normBottomLeft] + sums[_normBottomRight]);
        var square = (double)(squares[_normTopLeft] - squares[_normTopRight] - squares[_normBottomLeft] + squares[_normBottomRight]);
        var deviation = (_normArea * square) - (sum * sum); // (area · standard deviation)²
        if (deviation <= 0) return false; // a plain area holds no object
        var norm = (float)(1 / Math.Sqrt(deviation));
        if (_normArea * norm >= 10) return false; // contrast below a tenth of a grey level: noise

        fixed (Corners* features = _features)
        fixed (HaarTree* trees = _cascade.Trees)
        fixed (HaarNode* nodes = _cascade.Nodes)
        fixed (float* leaves = _cascade.Leaves)
        {
            foreach (ref readonly var stage in _cascade.Stages.AsSpan())
            {
                float votes = 0;
                var end = trees + stage.FirstTree + stage.TreeCount;
                for (var tree = trees + stage.FirstTree; tree < end; tree++)
                {
                    var root = nodes + tree->FirstNode;
                    var child = 0;
                    do
                    {
                        var node = root + child;
                        child = features[node->Feature].Value(sums) * norm < node->Threshold ? node->Left : node->Right;
                    }
                    while (child > 0);
                    votes += leaves[tree->FirstLeaf - child];
                }
                if (votes < stage.Threshold)
                {
                    rejectedAtFirst = stage.FirstTree == 0;
                    return false;
                }
            }
        }
        return true;
    }

    /// <summary>A feature as offsets from the window's corner into an integral image.</summary>
    private readonly struct Corners
    {
        private readonly Rectangle _first;
        private readonly Rectangle _second;
        private readonly Rectangle _third;

        public Corners(HaarFeature feature, int stride)
        {
            _first = new Rectangle(feature.First, stride);
            _second = new Rectangle(feature.Second, stride);
            _third = new Rectangle(feature.Third, stride);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Value(uint* sums)
        {
            var value = _first.Value(sums) + _second.Value(sums);
            return _third.IsUsed ? value + _third.Value(sums) : value;
        }
    }

    private readonly struct Rectangle(HaarRectangle rectangle, int stride)
    {
        private readonly int _topLeft = (rectangle.Y * stride) + rectangle.X;
        private readonly int _topRight = (rectangle.Y * stride) + rectangle.X + rectangle.Width;
        private readonly int _bottomLeft = ((rectangle.Y + rectangle.Height) * stride) + rectangle.X;
        private readonly int _bottomRight = ((rectangle.Y + rectangle.Height) * stride) + rectangle.X + rectangle.Width;
        private readonly float _weight = rectangle.Weight;

        public bool IsUsed => _weight != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Value(uint* sums) =>
            _weight * (int)(sums[_topLeft] - sums[_topRight] - sums[_bottomLeft] + sums[_bottomRight]);
    }
}
