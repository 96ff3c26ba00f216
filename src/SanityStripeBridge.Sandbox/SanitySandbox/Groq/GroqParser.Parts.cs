namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

internal sealed partial class GroqParser
{
    private GroqNode Steps(GroqNode start)
    {
        var steps = new List<GroqStep>();
        while (true)
        {
            if (Take("."))
                steps.Add(new GroqStep.Attribute(AttributeName()));
            else if (Take("->"))
            {
                steps.Add(new GroqStep.Dereference());
                if (Current.Kind == GroqTokenKind.Name && !IsWordOperator(Current.Value))
                    steps.Add(new GroqStep.Attribute(Advance().Value));
            }
            else if (Take("["))
                steps.Add(Bracketed());
            else if (Current.IsSymbol("{"))
                steps.Add(new GroqStep.Project(ReadShape()));
            else
                return steps.Count == 0 ? start : new GroqNode.Traverse(start, steps);
        }
    }

    private static bool IsWordOperator(string word) => word is "in" or "match" or "asc" or "desc";

    private string AttributeName() =>
        Current.Kind == GroqTokenKind.Name ? Advance().Value : throw Unexpected("attribute name");

    private GroqStep Bracketed()
    {
        if (Take("]"))
            return new GroqStep.Flatten();
        var first = Expression();
        if (Current.IsSymbol("..") || Current.IsSymbol("..."))
        {
            var inclusive = Advance().Value == "..";
            var last = Expression();
            Expect("]");
            return new GroqStep.Slice(Constant(first), Constant(last), inclusive);
        }
        Expect("]");
        return Fold(first) switch
        {
            double index => new GroqStep.Element((int)index),
            string name => new GroqStep.Attribute(name),
            _ => new GroqStep.Filter(first),
        };
    }

    private int Constant(GroqNode node) =>
        Fold(node) is double number
            ? (int)number
            : throw new GroqSyntaxException("slices must be constant numbers", Current.Start, Current.End);

    private object? Fold(GroqNode node) =>
        node switch
        {
            GroqNode.Literal literal => literal.Value,
            GroqNode.Parameter parameter => _parameters.GetValueOrDefault(parameter.Name),
            GroqNode.Unary { Operator: "-" } minus => Fold(minus.Operand) is double number ? -number : null,
            _ => null,
        };

    private GroqNode.Items ReadItems()
    {
        var members = new List<(GroqNode, bool)>();
        while (!Current.IsSymbol("]"))
        {
            var spread = Take("...");
            members.Add((Expression(), spread));
            if (!Take(","))
                break;
        }
        Expect("]");
        return new GroqNode.Items(members);
    }

    private GroqNode.Shape ReadShape()
    {
        Expect("{");
        var entries = new List<ShapeEntry>();
        while (!Current.IsSymbol("}"))
        {
            entries.Add(Entry());
            if (!Take(","))
                break;
        }
        Expect("}");
        return new GroqNode.Shape(entries);
    }

    private ShapeEntry Entry()
    {
        if (Take("..."))
        {
            var whole = Current.IsSymbol(",") || Current.IsSymbol("}");
            return new ShapeEntry(null, null, whole ? new GroqNode.This() : Expression());
        }
        if (Current.Kind == GroqTokenKind.Text && _tokens[_at + 1].IsSymbol(":"))
        {
            var name = Advance().Value;
            Expect(":");
            return new ShapeEntry(name, null, Expression());
        }
        var at = Current;
        var value = Expression();
        if (Take("=>"))
            return new ShapeEntry(null, value, Expression());
        return new ShapeEntry(ImpliedName(value, at), null, value);
    }

    /// <summary><c>product->{name}</c> is stored under <c>product</c>; <c>slug.current</c> needs a name of its own.</summary>
    private static string ImpliedName(GroqNode value, GroqToken at) =>
        value switch
        {
            GroqNode.Attribute attribute => attribute.Name,
            GroqNode.Traverse traverse when !traverse.Steps.Any(step => step is GroqStep.Attribute) =>
                ImpliedName(traverse.Base, at),
            GroqNode.Order order => ImpliedName(order.Base, at),
            _ => throw new GroqSyntaxException("cannot determine property key", at.Start, at.End),
        };

    private GroqNode.Call ReadCall(string name)
    {
        var at = _tokens[_at - 1];
        var plain = name.StartsWith("global::", StringComparison.Ordinal) ? name["global::".Length..] : name;
        if (!GroqFunctions.Knows(plain, _delta))
            throw new GroqSyntaxException(
                $"function {plain}() is unknown or outside the supported subset",
                at.Start,
                at.End
            );
        Expect("(");
        var arguments = plain is "delta::changedAny" or "delta::changedOnly" ? [ReadSelector()] : Arguments();
        Expect(")");
        if (!GroqFunctions.Takes(plain, arguments.Count))
            throw new GroqSyntaxException($"wrong number of arguments for {plain}()", at.Start, at.End);
        return new GroqNode.Call(plain, arguments);
    }

    private List<GroqNode> Arguments()
    {
        var arguments = new List<GroqNode>();
        while (!Current.IsSymbol(")"))
        {
            var argument = Expression();
            arguments.Add(Take("=>") ? new GroqNode.Case(argument, Expression()) : argument);
            if (!Take(","))
                break;
        }
        return arguments;
    }

    private GroqNode.Selector ReadSelector()
    {
        var paths = new List<IReadOnlyList<string>>();
        var grouped = Take("(");
        do
        {
            var path = new List<string> { AttributeName() };
            while (Take("."))
                path.Add(AttributeName());
            paths.Add(path);
        } while (grouped && Take(","));
        if (grouped)
            Expect(")");
        return new GroqNode.Selector(paths);
    }
}
