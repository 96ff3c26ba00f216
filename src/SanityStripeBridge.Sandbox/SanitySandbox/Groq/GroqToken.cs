namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

internal enum GroqTokenKind
{
    Name,
    Number,
    Text,
    Parameter,
    Symbol,
    End,
}

/// <summary>One lexical piece; <see cref="Value"/> is the unescaped text of a string or the bare name of a parameter.</summary>
internal sealed record GroqToken(GroqTokenKind Kind, string Value, int Start, int End)
{
    public bool IsSymbol(string symbol) => Kind == GroqTokenKind.Symbol && Value == symbol;

    public bool IsName(string name) => Kind == GroqTokenKind.Name && Value == name;
}
