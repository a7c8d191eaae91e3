"""Networks that ask of every layer what it can be asked.

Every function takes the Keras it shall build with, `tf.keras` of 2.14 or Keras 3. Layers get no names of ours, except
where Keras's own networks name theirs: a user's file has the names that Keras counts up, and MCT's node names come
from them.
"""

from registry import kind


# What a layer can be asked to do.

def headed(keras, inputs, x, classes=4, activation="softmax"):
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation=activation)(x))


def normalized_relu(layers, x):
    return layers.ReLU(6.0)(layers.BatchNormalization()(x))


@kind("concatenate", seed=65, preprocessing="0..1", shape=(64, 64, 3))
def concatenate(keras):
    """Branches joined by Concatenate, as in Inception and DenseNet, and one that joins a tensor with itself."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = normalized_relu(layers, layers.Conv2D(8, 3, strides=2, use_bias=False)(inputs))
    a = layers.Conv2D(6, 1, activation="relu")(x)
    b = normalized_relu(layers, layers.Conv2D(6, 3, padding="same", use_bias=False)(x))
    c = layers.Conv2D(4, 1)(layers.AveragePooling2D(3, strides=1, padding="same")(x))
    d = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    x = layers.Concatenate()([a, b, c, d])
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    x = layers.Concatenate(axis=-1)([x, layers.Activation("tanh")(x)])
    return headed(keras, inputs, x)


@kind("separable", seed=16, shape=(64, 64, 3))
def separable(keras):
    """SeparableConv2D as in Xception, with batch normalization, with a bias, with relu, with a depth multiplier."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(6, 3, strides=2, activation="relu")(inputs)
    x = layers.SeparableConv2D(8, 3, padding="same", use_bias=False)(x)
    x = layers.Activation("relu")(layers.BatchNormalization()(x))
    x = layers.SeparableConv2D(8, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.SeparableConv2D(10, (3, 5))(x)
    return headed(keras, inputs, x)


@kind("separable-multiplier", seed=17, shape=(64, 64, 3))
def separable_multiplier(keras):
    """SeparableConv2D with depth multiplier 2."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(6, 3, strides=2, activation="relu")(inputs)
    x = layers.SeparableConv2D(8, 3, depth_multiplier=2, use_bias=False)(x)
    x = layers.Activation("relu")(layers.BatchNormalization()(x))
    return headed(keras, inputs, x)


@kind("depthwise", seed=18, shape=(64, 64, 3))
def depthwise(keras):
    """DepthwiseConv2D with a bias, a relu of its own, strides of 2, an oblong kernel, a dilation."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(inputs)
    x = layers.DepthwiseConv2D(3, activation="relu")(x)
    x = layers.DepthwiseConv2D((1, 5), padding="same", use_bias=False)(x)
    x = normalized_relu(layers, x)
    x = layers.DepthwiseConv2D(5, strides=2, padding="same")(x)
    x = layers.DepthwiseConv2D(3, dilation_rate=2)(x)
    return headed(keras, inputs, x)


@kind("depthwise-multiplier", seed=19, shape=(64, 64, 3))
def depthwise_multiplier(keras):
    """DepthwiseConv2D with depth multiplier 2, folded, then more layers."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(6, 3, strides=2, activation="relu")(inputs)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False)(x)
    x = normalized_relu(layers, x)
    x = layers.Conv2D(8, 1, activation="relu")(x)
    return headed(keras, inputs, x)


@kind("dilation-groups-strides", seed=20)
def dilation_groups_strides(keras):
    """Conv2D with dilation, with groups, with strides (2, 1) and (1, 2), with oblong kernels."""
    layers = keras.layers
    inputs = keras.Input(shape=(96, 96, 3))
    x = layers.Conv2D(8, 3, strides=(2, 1), padding="same", activation="relu")(inputs)
    x = layers.Conv2D(8, (5, 3), strides=(1, 2), activation="relu")(x)
    x = layers.Conv2D(8, 3, dilation_rate=2, activation="relu")(x)
    x = layers.Conv2D(8, 3, dilation_rate=(1, 3), padding="same", activation="relu")(x)
    x = layers.Conv2D(8, 3, groups=4, strides=2, use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(12, 3, groups=2, activation="relu")(x)
    return headed(keras, inputs, x)


@kind("relu-kinds", seed=21, shape=(64, 64, 3))
def relu_kinds(keras):
    """ReLU with a maximum, a slope, a threshold, all three, after convolutions and after an addition; LeakyReLU."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.ReLU(max_value=3.0)(layers.Conv2D(6, 3, strides=2)(inputs))
    x = layers.ReLU(negative_slope=0.2)(layers.Conv2D(6, 3)(x))
    x = layers.ReLU(threshold=0.5)(layers.Conv2D(6, 3)(x))
    before = x = layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.25)(layers.Conv2D(6, 3, padding="same")(x))
    x = layers.LeakyReLU()(layers.BatchNormalization()(layers.Conv2D(6, 3, padding="same")(x)))
    x = layers.ReLU(6.0)(layers.Add()([before, x]))
    x = layers.LeakyReLU(0.1)(layers.Add()([before, layers.DepthwiseConv2D(3, padding="same")(x)]))
    return headed(keras, inputs, x)


@kind("activation-layers", seed=22, shape=(64, 64, 3))
def activation_layers(keras):
    """Activation layers behind convolutions: relu, relu6, tanh, sigmoid, linear, softmax; Softmax at the end."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = inputs
    for name in ("relu", "relu6", "tanh", "sigmoid", "linear", "softmax"):
        x = layers.Activation(name)(layers.Conv2D(6, 3, strides=2 if name == "relu" else 1)(x))
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Activation("tanh")(layers.Dense(8)(x))
    x = layers.Activation("linear")(x)
    return keras.Model(inputs, layers.Softmax()(layers.Dense(4)(x)))


@kind("inner-activations", seed=23, shape=(64, 64, 3))
def inner_activations(keras):
    """`activation=` of Conv2D, DepthwiseConv2D and Dense: relu, relu6, tanh, sigmoid, softmax; two Dense in a row."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(6, 3, strides=2, activation="relu6")(inputs)
    x = layers.Conv2D(6, 3, activation="tanh")(x)
    x = layers.DepthwiseConv2D(3, activation="sigmoid")(x)
    x = layers.Conv2D(6, 3, activation="softmax")(x)
    x = layers.Conv2D(6, 3, activation="linear")(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(8, activation="tanh")(x)
    x = layers.Dense(8, activation="sigmoid")(x)
    x = layers.Dense(8)(x)
    return keras.Model(inputs, layers.Dense(4)(x))


@kind("leaky-relu-activation", seed=24, shape=(64, 64, 3), keras2=False)
def leaky_relu_activation(keras):
    """The activation "leaky_relu", which Keras 3 has and Keras 2.14 has not, and LeakyReLU."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(6, 3, strides=2, activation="leaky_relu")(inputs)
    x = layers.Activation("leaky_relu")(layers.Conv2D(6, 3, strides=2)(x))
    x = layers.LeakyReLU(negative_slope=0.1)(layers.Conv2D(6, 3)(x))
    return headed(keras, inputs, x)


@kind("normalization-kinds", seed=25, shape=(64, 64, 3))
def normalization_kinds(keras):
    """Batch normalizations without scale, without center, without both, with other epsilons; behind convolutions
    with and without a bias."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(6, 3, strides=2)(inputs)
    x = layers.ReLU()(layers.BatchNormalization(scale=False)(x))
    x = layers.Conv2D(6, 3, use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization(center=False, epsilon=1e-5)(x))
    x = layers.DepthwiseConv2D(3)(x)
    x = layers.ReLU()(layers.BatchNormalization(center=False, scale=False, epsilon=0.1)(x))
    x = layers.DepthwiseConv2D(3, use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization(scale=False, epsilon=1e-3)(x))
    return headed(keras, inputs, x)


@kind("normalization-kept", seed=26, shape=(64, 64, 3))
def normalization_kept(keras):
    """Batch normalizations that no convolution before them takes in: at the input, after relu, after an addition,
    after a convolution that is read twice, after a Dense."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.BatchNormalization()(inputs)
    x = layers.Conv2D(6, 3, strides=2, activation="relu")(x)
    x = layers.BatchNormalization()(x)
    x = y = layers.Conv2D(6, 3, padding="same")(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Add()([x, y])
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.BatchNormalization()(x)
    x = layers.DepthwiseConv2D(3)(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(8)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(x))


@kind("normalization-forward", seed=27, shape=(64, 64, 3))
def normalization_forward(keras):
    """Batch normalizations before 1x1 convolutions, which MCT folds forward; one is read twice and stays."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(6, 3, strides=2, activation="relu")(inputs)
    x = layers.Conv2D(8, 1, activation="relu")(layers.BatchNormalization()(x))
    x = layers.Conv2D(8, 1, use_bias=False, activation="relu")(layers.BatchNormalization(scale=False)(x))
    x = layers.DepthwiseConv2D(1, activation="relu")(layers.BatchNormalization()(x))
    x = layers.Conv2D(8, 1, groups=2, activation="relu")(layers.BatchNormalization()(x))
    y = layers.BatchNormalization()(x)
    x = layers.Add()([layers.Conv2D(8, 1)(y), y])
    return headed(keras, inputs, x)


@kind("collapsing", seed=28, shape=(64, 64, 3))
def collapsing(keras):
    """Linear convolutions one behind the other, which MCT collapses, and x + conv(x), which it collapses too."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(inputs)
    x = layers.Conv2D(8, 3)(x)
    x = layers.ReLU()(layers.Conv2D(4, 1)(x))
    x = layers.Conv2D(8, 1)(x)
    x = layers.ReLU()(layers.Conv2D(8, 1)(x))
    x = layers.ReLU()(layers.Add()([x, layers.Conv2D(8, 3, padding="same")(x)]))
    x = layers.Conv2D(8, 3, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Conv2D(6, 1, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return headed(keras, inputs, layers.ReLU()(x))


@kind("pooling-kinds", seed=29)
def pooling_kinds(keras):
    """Cropping, padding, maximum and average pooling with same and valid borders and unequal strides, global maximum
    pooling."""
    layers = keras.layers
    inputs = keras.Input(shape=(96, 96, 3))
    x = layers.Cropping2D(((2, 1), (0, 3)))(inputs)
    x = layers.Conv2D(6, 3, strides=2)(x)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(6, 3)(x)))
    x = layers.AveragePooling2D((3, 2), strides=(2, 1), padding="same")(x)
    x = layers.ZeroPadding2D(((0, 2), (1, 0)))(x)
    x = layers.Conv2D(6, 3, activation="relu")(x)
    x = layers.AveragePooling2D(2)(x)
    x = layers.MaxPooling2D((2, 1), strides=1)(x)
    x = layers.Cropping2D(1)(x)
    x = layers.ZeroPadding2D(1)(x)
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(x))


@kind("reshape", seed=30, shape=(64, 64, 3))
def reshape(keras):
    """Reshape to a map, Dense on a map, Flatten, pooling that keeps its dimensions."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(6, 3, strides=4, activation="relu")(inputs)
    x = layers.Dense(8, activation="relu")(x)
    x = layers.MaxPooling2D(4)(x)
    x = layers.Reshape((4, 2, 16))(x)
    x = layers.Conv2D(6, 2)(x)
    x = layers.Reshape((-1, 6))(x)
    x = layers.Flatten()(x)
    x = layers.Reshape((1, 1, 18))(x)
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Flatten()(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(x))


@kind("normalization-layer", seed=31, preprocessing="none", shape=(64, 64, 3))
def normalization_layer(keras):
    """The Normalization layer, adapted to pictures."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Normalization()(inputs)
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    return headed(keras, inputs, x)


@kind("normalization-numbers", seed=32, preprocessing="none", shape=(64, 64, 3))
def normalization_numbers(keras):
    """The Normalization layer with numbers in place of an adaptation, and Rescaling with a number per channel."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Rescaling(1 / 255)(inputs)
    x = layers.Normalization(mean=[0.485, 0.456, 0.406], variance=[0.052441, 0.050176, 0.050625])(x)
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    x = layers.Rescaling([0.5] * 4 + [1.5] * 4, offset=[-0.25] * 4 + [0.0] * 4)(x)
    return headed(keras, inputs, layers.Conv2D(8, 3, strides=2, activation="relu")(x))


@kind("grayscale", seed=33, preprocessing="none", shape=(96, 96, 1))
def grayscale(keras):
    """One channel."""
    layers = keras.layers
    inputs = keras.Input(shape=(96, 96, 1))
    x = layers.Rescaling(1 / 255)(inputs)
    x = layers.Conv2D(6, 3, strides=2, activation="relu")(x)
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    return headed(keras, inputs, x, classes=10)


@kind("oblong", seed=34, shape=(64, 96, 3))
def oblong(keras):
    """64 high, 96 wide; Flatten, so that rows and columns cannot be exchanged unseen."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 96, 3))
    x = normalized_relu(layers, layers.Conv2D(6, 3, strides=2, padding="same", use_bias=False)(inputs))
    x = normalized_relu(layers, layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False)(x))
    x = layers.MaxPooling2D(4)(x)
    x = layers.Flatten()(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(x))


@kind("identities", seed=35, preprocessing="none", shape=(64, 64, 3))
def identities(keras):
    """Layers that do nothing at inference: augmentation, dropouts, noises."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.RandomFlip("horizontal_and_vertical")(inputs)
    x = layers.RandomRotation(0.1)(x)
    x = layers.RandomZoom(0.1)(x)
    x = layers.RandomTranslation(0.1, 0.1)(x)
    x = layers.RandomContrast(0.2)(x)
    x = layers.RandomBrightness(0.2)(x)
    x = layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = layers.GaussianNoise(0.1)(x)
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    x = layers.SpatialDropout2D(0.1)(x)
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    x = layers.GaussianDropout(0.1)(x)
    x = layers.Dropout(0.1)(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.AlphaDropout(0.1)(x)
    x = layers.ActivityRegularization(l2=0.01)(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(x))


@kind("leaky-relu", seed=36, shape=(64, 64, 3))
def leaky_relu(keras):
    """Small slopes before convolutions, where MCT shifts the values so that none is negative: Darknet's blocks,
    through padding, before a depthwise convolution, before a Dense."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))

    def block(x, convolution):
        return layers.LeakyReLU(0.05)(layers.BatchNormalization()(convolution(x)))

    x = block(inputs, layers.Conv2D(6, 3, strides=2, use_bias=False))
    x = block(x, layers.Conv2D(6, 3, padding="same", use_bias=False))
    x = layers.ZeroPadding2D(((1, 0), (1, 0)))(x)
    x = layers.ReLU(negative_slope=0.03)(layers.Conv2D(6, 3, strides=2)(x))
    x = layers.ReLU(negative_slope=0.03)(layers.DepthwiseConv2D(3, padding="same")(x))
    x = layers.ZeroPadding2D(1)(x)
    x = layers.ReLU(negative_slope=0.03)(layers.Conv2D(6, 3)(x))
    return headed(keras, inputs, x)


def of_every_size(keras):
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = layers.Conv2D(6, 3, strides=2, use_bias=False)(inputs)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    return headed(keras, inputs, x)


@kind("float16", seed=41, shape=(64, 64, 3), dtype="float16")
def float16(keras):
    """Saved under the policy float16."""
    return of_every_size(keras)


@kind("bfloat16", seed=42, shape=(64, 64, 3), dtype="bfloat16")
def bfloat16(keras):
    """Saved under the policy bfloat16."""
    return of_every_size(keras)


@kind("float64", seed=43, shape=(64, 64, 3), dtype="float64")
def float64(keras):
    """Saved under the policy float64."""
    return of_every_size(keras)


@kind("mixed-float16", seed=44, shape=(64, 64, 3), dtype="mixed_float16")
def mixed_float16(keras):
    """Saved under the policy mixed_float16, whose weights are float32."""
    return of_every_size(keras)
