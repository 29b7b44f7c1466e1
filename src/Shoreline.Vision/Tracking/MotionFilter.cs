namespace Shoreline.Vision.Tracking;

/// <summary>A Kalman filter of one coordinate that moves at a constant velocity but for random accelerations. Units: frames' shares, seconds.</summary>
/// <remarks>
/// The coordinates of a box are filtered one by one: their errors hardly depend on each other, and four filters of two states cost a twentieth of one of eight.
/// The model is that of continuous white acceleration; time between frames may be of any length.
/// </remarks>
internal struct MotionFilter
{
    /// <summary>An object that nobody sees is not believed to walk on for ever: its velocity falls to a third in this time.</summary>
    private const float VelocityLastsSeconds = 1.5f;

    private float _pp; // variance of the position
    private float _pv; // covariance of position and velocity
    private float _vv; // variance of the velocity

    public float Position { get; private set; }

    /// <summary>Per second.</summary>
    public float Velocity { get; private set; }

    /// <param name="deviation">Standard deviation of a measured position.</param>
    /// <param name="speed">Standard deviation of the velocity of an object that was never seen before, per second.</param>
    public static MotionFilter At(float position, float deviation, float speed) =>
        new() { Position = position, _pp = deviation * deviation, _vv = speed * speed };

    /// <summary>Moves on without a look.</summary>
    /// <param name="acceleration">Standard deviation of the acceleration, per second².</param>
    public void Predict(float seconds, float acceleration) // hot: per track and frame
    {
        var fading = MathF.Exp(-seconds / VelocityLastsSeconds);
        Position += Velocity * seconds;
        Velocity *= fading;
        var q = acceleration * acceleration * seconds;
        _pp += (2 * seconds * _pv) + (seconds * seconds * _vv) + (q * seconds * seconds / 3);
        _pv = ((_pv + (seconds * _vv)) * fading) + (q * seconds / 2);
        _vv = (_vv * fading * fading) + q;
    }

    /// <summary>The square of how far a look is from what is believed, in standard deviations.</summary>
    public readonly float Surprise(float measured, float deviation) =>
        (measured - Position) * (measured - Position) / (_pp + (deviation * deviation));

    /// <summary>Takes a look into account.</summary>
    public void Correct(float measured, float deviation) // hot: per track and frame
    {
        var total = _pp + (deviation * deviation);
        var (gain, gainVelocity) = (_pp / total, _pv / total);
        var surprise = measured - Position;
        Position += gain * surprise;
        Velocity += gainVelocity * surprise;
        (_pp, _pv, _vv) = ((1 - gain) * _pp, (1 - gain) * _pv, _vv - (gainVelocity * _pv));
    }
}
