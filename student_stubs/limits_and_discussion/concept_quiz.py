"""A quiz: 10 questions, one letter for each.

Write the letters here, between the quotation marks, or run `autograder quiz` to be asked in the terminal; it
writes them here for you, with the options in an order of your own. An answer left empty costs what a wrong one
costs.
"""

order = ""  # the order of the options below; the letters refer to it, so leave it as it is

answers = {
    # q01  What is the discriminator of a GAN?
    #   a  A list of all real examples, with which each new one is compared.
    #   b  A network that knows what is true.
    #   c  A classifier with two answers: from the data, or made by the generator.
    #   d  The loss function of the generator, written down by us.
    "q01": "",

    # q02  What changes during the generator's step?
    #   a  The generator's weights only.
    #   b  The weights of both networks.
    #   c  The discriminator's weights only.
    #   d  The noise that the generator starts from.
    "q02": "",

    # q03  After a long training the discriminator answers 0.5 to everything. What does that mean?
    #   a  It is broken, and has to be made larger.
    #   b  Half of the generator's samples are true.
    #   c  The generator has learned the training examples by heart.
    #   d  It can't tell real from made any more: both are spread alike, as far as it can see.
    "q03": "",

    # q04  A generator is asked for something that doesn't exist. What happens?
    #   a  It raises an error.
    #   b  It gives an answer all the same, and it may look as good as any other.
    #   c  It answers with an empty result.
    #   d  It looks up what comes nearest in its data.
    "q04": "",

    # q05  Which of these layers has a field of view that is fixed before any data is seen?
    #   a  Self-attention.
    #   b  A convolution.
    #   c  A recurrent layer.
    #   d  None: they are all learned.
    "q05": "",

    # q06  What is it that limits how far back a simple recurrent network remembers?
    #   a  Its window: it only sees the last few words.
    #   b  The number of its layers.
    #   c  That it can't be trained on a GPU.
    #   d  Its state: all that was read must fit into one vector of fixed size, and each step writes over it.
    "q06": "",

    # q07  Why can the heads of attention be computed at the same time?
    #   a  Because no head needs what another one computes; they meet only in the last projection.
    #   b  Because each head reads another part of the text.
    #   c  Because transformers need less computation.
    #   d  Because they share the same weights.
    "q07": "",

    # q08  What does self-attention without positions, and without a mask, know of the order of the words?
    #   a  All of it: it sees the whole sentence.
    #   b  Which word comes first, but no more.
    #   c  Nothing: shuffled words get the same vectors, shuffled.
    #   d  What the attention weights tell: they explain why each word stands where it does.
    "q08": "",

    # q09  A text becomes twice as long. What becomes of the scores that self-attention computes?
    #   a  As many: the model's size stays the same.
    #   b  Twice as many.
    #   c  Half as many for each head, as the heads share them.
    #   d  Four times as many.
    "q09": "",

    # q10  Which kind of model can make a new example of x?
    #   a  A predictive one: it has learned p(y | x), so it can be run backwards.
    #   b  A generative one: it has learned how x itself is spread.
    #   c  Both, if they are large enough.
    #   d  Only one that was made for text: the T in ChatGPT stands for text.
    "q10": "",
}
