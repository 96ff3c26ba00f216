namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>The text is not GROQ, or uses a part of GROQ outside the declared subset; answered as <c>queryParseError</c>.</summary>
public sealed class GroqSyntaxException : Exception
{
    public GroqSyntaxException(string message, int start, int end)
        : base(message)
    {
        Start = start;
        End = end;
    }

    public GroqSyntaxException()
        : this("syntax error", 0, 0) { }

    public GroqSyntaxException(string message)
        : this(message, 0, 0) { }

    public GroqSyntaxException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>Offset of the first character concerned.</summary>
    public int Start { get; }

    /// <summary>Offset behind the last character concerned.</summary>
    public int End { get; }
}
