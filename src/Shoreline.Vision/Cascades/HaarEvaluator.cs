using System.Runtime.CompilerServices;

namespace Shoreline.Vision.Cascades;

/// <summary>Runs a cascade on windows of integral images of one stride: the rectangles are offsets by then, and a window a pointer.</summary>
/// <remarks>Nodes lie in the order in which they are asked, each with its rectangles beside it: most windows end after a handful of them.</remarks>
internal sealed unsafe class HaarEvaluator
{
    private readonly HaarStage[] _stages;
    private readonly HaarTree[] _trees;
    private readonly float[] _leaves;
    private readonly Node[] _nodes;
    private readonly Corners _inner;
    private readonly float _innerArea;

    public HaarEvaluator(HaarCascade cascade, int stride)
    {
        (_stages, _trees, _leaves) = (cascade.Stages, cascade.Trees, cascade.Leaves);
        _nodes = Array.ConvertAll(cascade.Nodes, node => new Node(node, cascade.Features[node.Feature], stride));
        // Contrast is measured over the window without its rim; that is how the cascades were trained.
        var inner = new HaarRectangle(1, 1, cascade.WindowWidth - 2, cascade.WindowHeight - 2, 1);
        _inner = new Corners(inner, stride);
        _innerArea = inner.Width * inner.Height;
    }

    /// <summary>Whether the window whose top left corner <paramref name="sums"/> and <paramref name="squares"/> point to passes all stages.</summary>
    /// <param name="rejectedAtFirst">Whether the very first stage refused it, which makes its neighbour unlikely too.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // the first picture alone asks some hundred thousand times
    public bool Accepts(uint* sums, uint* squares, out bool rejectedAtFirst) // hot: per window
    {
        rejectedAtFirst = false;
        double sum = _inner.Sum(sums);
        var deviation = ((double)_innerArea * _inner.Sum(squares)) - (sum * sum); // (area · standard deviation)²
        if (deviation <= 0) return false; // a plain area holds no object
        var norm = (float)(1 / Math.Sqrt(deviation));
        if (_innerArea * norm >= 10) return false; // contrast below a tenth of a grey level: noise

        fixed (Node* nodes = _nodes)
        fixed (HaarTree* trees = _trees)
        fixed (float* leaves = _leaves)
        {
            foreach (ref readonly var stage in _stages.AsSpan())
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
                        child = node->Value(sums) * norm < node->Threshold ? node->Left : node->Right;
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

    /// <summary>A node with its feature as offsets from the window's corner into an integral image.</summary>
    private readonly struct Node(HaarNode node, HaarFeature feature, int stride)
    {
        public readonly float Threshold = node.Threshold;
        public readonly int Left = node.Left;
        public readonly int Right = node.Right;
        private readonly float _firstWeight = feature.First.Weight;
        private readonly float _secondWeight = feature.Second.Weight;
        private readonly float _thirdWeight = feature.Third.Weight;
        private readonly Corners _first = new(feature.First, stride);
        private readonly Corners _second = new(feature.Second, stride);
        private readonly Corners _third = new(feature.Third, stride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Value(uint* sums)
        {
            var value = (_firstWeight * (int)_first.Sum(sums)) + (_secondWeight * (int)_second.Sum(sums));
            return _thirdWeight == 0 ? value : value + (_thirdWeight * (int)_third.Sum(sums));
        }
    }

    private readonly struct Corners(HaarRectangle rectangle, int stride)
    {
        private readonly int _topLeft = (rectangle.Y * stride) + rectangle.X;
        private readonly int _topRight = (rectangle.Y * stride) + rectangle.X + rectangle.Width;
        private readonly int _bottomLeft = ((rectangle.Y + rectangle.Height) * stride) + rectangle.X;
        private readonly int _bottomRight = ((rectangle.Y + rectangle.Height) * stride) + rectangle.X + rectangle.Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Sum(uint* sums) => sums[_topLeft] - sums[_topRight] - sums[_bottomLeft] + sums[_bottomRight];
    }
}
