using System.Globalization;
using System.Text;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>Cuts a query into tokens; names keep their namespace (<c>delta::operation</c>).</summary>
internal sealed class GroqTokenizer(string text)
{
    // Longest first: the first that fits is taken.
    private static readonly string[] Symbols =
    [
        "...",
        "..",
        "&&",
        "||",
        "==",
        "!=",
        "<=",
        ">=",
        "->",
        "=>",
        "**",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        ":",
        ".",
        "|",
        "<",
        ">",
        "+",
        "-",
        "*",
        "/",
        "%",
        "!",
        "^",
        "@",
    ];

    private int _at;

    public static IReadOnlyList<GroqToken> Tokens(string text)
    {
        var tokenizer = new GroqTokenizer(text);
        var tokens = new List<GroqToken>();
        do tokens.Add(tokenizer.Next());
        while (tokens[^1].Kind != GroqTokenKind.End);
        return tokens;
    }

    private GroqToken Next()
    {
        SkipBlanks();
        if (_at >= text.Length)
            return new GroqToken(GroqTokenKind.End, "", text.Length, text.Length);
        var start = _at;
        var c = text[_at];
        if (IsNameStart(c))
            return new GroqToken(GroqTokenKind.Name, Name(), start, _at);
        if (char.IsAsciiDigit(c))
            return new GroqToken(GroqTokenKind.Number, Number(), start, _at);
        if (c is '"' or '\'')
            return new GroqToken(GroqTokenKind.Text, Quoted(c), start, _at);
        if (c == '$' && _at + 1 < text.Length && IsNameStart(text[_at + 1]))
        {
            _at++;
            return new GroqToken(GroqTokenKind.Parameter, Word(), start, _at);
        }
        return Symbol(start);
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]))
                _at++;
            else if (string.CompareOrdinal(text, _at, "//", 0, 2) == 0)
                while (_at < text.Length && text[_at] != '\n')
                    _at++;
            else
                return;
        }
    }

    private string Name()
    {
        var start = _at;
        Word();
        while (
            string.CompareOrdinal(text, _at, "::", 0, 2) == 0
            && _at + 2 < text.Length
            && IsNameStart(text[_at + 2])
        )
        {
            _at += 2;
            Word();
        }
        return text[start.._at];
    }

    private string Word()
    {
        var start = _at;
        while (_at < text.Length && (IsNameStart(text[_at]) || char.IsAsciiDigit(text[_at])))
            _at++;
        return text[start.._at];
    }

    private string Number()
    {
        var start = _at;
        Digits();
        // "0..2" is a range, "0.5" a number.
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            Digits();
        }
        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            _at++;
            if (_at < text.Length && text[_at] is '+' or '-')
                _at++;
            Digits();
        }
        return text[start.._at];
    }

    private void Digits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
    }

    private string Quoted(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (true)
        {
            if (_at >= text.Length)
                throw new GroqSyntaxException(
                    $"unexpected token \"{text[start..]}\", expected expression",
                    start,
                    text.Length
                );
            var c = text[_at++];
            if (c == quote)
                return value.ToString();
            value.Append(c == '\\' && _at < text.Length ? Escaped() : c.ToString());
        }
    }

    private string Escaped()
    {
        var c = text[_at++];
        return c switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'b' => "\b",
            'f' => "\f",
            'u' => Unicode(),
            _ => c.ToString(),
        };
    }

    private string Unicode()
    {
        var braced = _at < text.Length && text[_at] == '{';
        var from = braced ? _at + 1 : _at;
        var to = braced ? text.IndexOf('}', from) : from + 4;
        if (
            to < 0
            || to > text.Length
            || !int.TryParse(
                text[from..to],
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture,
                out var code
            )
            || code > 0x10FFFF
        )
            throw new GroqSyntaxException("invalid unicode escape", _at, _at);
        _at = braced ? to + 1 : to;
        return code is >= 0xD800 and <= 0xDFFF ? ((char)code).ToString() : char.ConvertFromUtf32(code);
    }

    private GroqToken Symbol(int start)
    {
        foreach (var symbol in Symbols)
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new GroqToken(GroqTokenKind.Symbol, symbol, start, _at);
            }
        throw new GroqSyntaxException($"unexpected character \"{text[start]}\"", start, start + 1);
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';
}
