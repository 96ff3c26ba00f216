using System.Globalization;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>
/// Recursive descent over the declared subset. From loosest to tightest: <c>|</c>, <c>=></c>, <c>||</c>, <c>&amp;&amp;</c>,
/// comparison, <c>+ -</c>, <c>* / %</c>, <c>**</c>, <c>! - +</c>, steps.
/// </summary>
internal sealed partial class GroqParser
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private readonly IReadOnlyList<GroqToken> _tokens;
    private readonly IReadOnlyDictionary<string, object?> _parameters;
    private readonly bool _delta;
    private int _at;

    private GroqParser(string text, IReadOnlyDictionary<string, object?> parameters, bool delta)
    {
        _tokens = GroqTokenizer.Tokens(text);
        _parameters = parameters;
        _delta = delta;
    }

    /// <summary>Parses a whole expression. Parameters are needed here because slices take constants only;
    /// <c>before()</c>, <c>after()</c> and <c>delta::</c> are known only where <paramref name="delta"/> says so.</summary>
    public static GroqNode Parse(string text, IReadOnlyDictionary<string, object?> parameters, bool delta)
    {
        var parser = new GroqParser(text, parameters, delta);
        var node = parser.Expression();
        return parser.Current.Kind == GroqTokenKind.End ? node : throw parser.Unexpected("end of query");
    }

    private GroqToken Current => _tokens[_at];

    private GroqNode Expression()
    {
        var node = Or();
        while (Take("|"))
            node = Steps(Piped(node));
        return node;
    }

    private GroqNode Piped(GroqNode input)
    {
        if (Current.IsSymbol("{"))
            return new GroqNode.Traverse(input, [new GroqStep.Project(ReadShape())]);
        if (!Current.IsName("order") && !Current.IsName("global::order"))
            throw Unexpected("order(…) (other pipe functions are outside the supported subset)");
        _at++;
        Expect("(");
        var keys = new List<(GroqNode, bool)>();
        do
        {
            var key = Or();
            var descending = TakeName("desc");
            if (!descending)
                TakeName("asc");
            keys.Add((key, descending));
        } while (Take(","));
        Expect(")");
        return new GroqNode.Order(input, keys);
    }

    private GroqNode Or() => LeftToRight(And, "||");

    private GroqNode And() => LeftToRight(Comparison, "&&");

    private GroqNode Comparison()
    {
        var left = Sum();
        if (Current.Kind == GroqTokenKind.Symbol && Comparisons.Contains(Current.Value))
            return new GroqNode.Binary(Advance().Value, left, Sum());
        if (TakeName("match"))
            return new GroqNode.Binary("match", left, Sum());
        if (!TakeName("in"))
            return left;
        var right = Sum();
        if (Current.IsSymbol("..") || Current.IsSymbol("..."))
            right = new GroqNode.Range(right, Inclusive: Advance().Value == "..", To: Sum());
        return new GroqNode.Binary("in", left, right);
    }

    private GroqNode Sum() => LeftToRight(Product, "+", "-");

    private GroqNode Product() => LeftToRight(Power, "*", "/", "%");

    private GroqNode Power()
    {
        var left = Prefixed();
        return Take("**") ? new GroqNode.Binary("**", left, Power()) : left;
    }

    private GroqNode Prefixed()
    {
        if (Take("!"))
            return new GroqNode.Unary("!", Prefixed());
        if (Take("-"))
            return new GroqNode.Unary("-", Prefixed());
        if (Take("+"))
            return new GroqNode.Unary("+", Prefixed());
        return Steps(Primary());
    }

    private GroqNode LeftToRight(Func<GroqNode> tighter, params ReadOnlySpan<string> operators)
    {
        var left = tighter();
        while (Current.Kind == GroqTokenKind.Symbol && operators.Contains(Current.Value))
            left = new GroqNode.Binary(Advance().Value, left, tighter());
        return left;
    }

    private GroqNode Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case GroqTokenKind.Number:
                _at++;
                return new GroqNode.Literal(double.Parse(token.Value, CultureInfo.InvariantCulture));
            case GroqTokenKind.Text:
                _at++;
                return new GroqNode.Literal(token.Value);
            case GroqTokenKind.Parameter:
                _at++;
                return new GroqNode.Parameter(token.Value);
            case GroqTokenKind.Name:
                return Named();
            case GroqTokenKind.Symbol:
                return Symbolic();
            default:
                throw Unexpected("expression");
        }
    }

    private GroqNode Symbolic()
    {
        if (Current.IsSymbol("{"))
            return ReadShape();
        if (Take("("))
        {
            var inner = Expression();
            Expect(")");
            return inner;
        }
        if (Take("["))
            return ReadItems();
        if (Take("*"))
            return new GroqNode.Everything();
        if (Take("@"))
            return new GroqNode.This();
        return Current.IsSymbol("^") ? ReadParent() : throw Unexpected("expression");
    }

    private GroqNode.Parent ReadParent()
    {
        var levels = 0;
        do
        {
            Expect("^");
            levels++;
        } while (Current.IsSymbol(".") && _tokens[_at + 1].IsSymbol("^") && Take("."));
        return new GroqNode.Parent(levels);
    }

    private GroqNode Named()
    {
        var name = Advance().Value;
        if (Current.IsSymbol("("))
            return ReadCall(name);
        return name switch
        {
            "true" => new GroqNode.Literal(true),
            "false" => new GroqNode.Literal(false),
            "null" => new GroqNode.Literal(null),
            _ when name.Contains("::", StringComparison.Ordinal) => throw Unexpected("("),
            _ => new GroqNode.Attribute(name),
        };
    }

    private GroqToken Advance() => _tokens[_at++];

    private bool Take(string symbol)
    {
        if (!Current.IsSymbol(symbol))
            return false;
        _at++;
        return true;
    }

    private bool TakeName(string name)
    {
        if (!Current.IsName(name))
            return false;
        _at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol))
            throw Unexpected($"\"{symbol}\"");
    }

    private GroqSyntaxException Unexpected(string expected) =>
        Current.Kind == GroqTokenKind.End
            ? new GroqSyntaxException(
                $"unexpected end of query, expected {expected}",
                Current.Start,
                Current.End
            )
            : new GroqSyntaxException(
                $"unexpected token \"{Current.Value}\", expected {expected}",
                Current.Start,
                Current.End
            );
}
